// The one text of a value, whatever the form of its file: 2, 2.0 and 2e0 are `2`, True and TRUE are `true`.
//
// A file with types says what its values are. In CSV the guess from the file's beginning does; a cell that does not read as the
// guess keeps its text, and so does one that is written as a code is and no number: with leading zeros, or a plus.
#include <arrow/compute/api.h>
#include <arrow/csv/options.h>
#include <arrow/util/value_parsing.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "internal.hpp"

using arrow::Array;
using arrow::Result;
using arrow::Status;
using ArrayPointer = std::shared_ptr<Array>;

namespace driftwatch {
namespace {

bool IsDigit(char letter) { return letter >= '0' && letter <= '9'; }

size_t Digits(std::string_view text, size_t at) {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

// Whether a text is a whole number as it is written here; most are, so that they are told first.
bool IsPlainInteger(std::string_view text) {
  size_t start = !text.empty() && text[0] == '-' ? 1 : 0;
  if (start == text.size() || !IsDigit(text[start])) return false;
  if (text[start] == '0') return text.size() == 1;
  return Digits(text, start) == text.size();
}

// Whether a text is written as a number is, and not as a code is.
bool IsNumber(std::string_view text) {
  size_t start = !text.empty() && text[0] == '-' ? 1 : 0;
  size_t at = Digits(text, start);
  size_t digits = at - start;
  if (digits > 1 && text[start] == '0') return false;
  if (at < text.size() && text[at] == '.') {
    size_t end = Digits(text, at + 1);
    digits += end - at - 1;
    at = end;
  }
  if (digits == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    size_t end = Digits(text, at);
    if (end == at) return false;
    at = end;
  }
  return at == text.size();
}

std::string Lowercased(std::string_view text) {
  std::string lower(text);
  for (char &letter : lower) letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  return lower;
}

std::string NumberText(double number) {
  if (number == 0) return "0";
  if (std::abs(number) < 0x1p63 && number == std::trunc(number)) return std::to_string(static_cast<int64_t>(number));
  char buffer[40];
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr);
}

// A number's text as the text of that number; nothing where it is none.
std::optional<std::string> NumberText(std::string_view text) {
  if (IsPlainInteger(text)) return std::string(text);
  double number = 0;
  if (IsNumber(text) && arrow::internal::StringToFloat(text.data(), text.size(), '.', &number)) return NumberText(number);
  std::string lower = Lowercased(text.substr(!text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0));
  if (lower == "inf" || lower == "infinity") return text[0] == '-' ? "-inf" : "inf";
  return {};
}

// Digits enough to tell the number from its neighbours of the same width: 0.1 stays 0.1.
std::string NumberText(float number) {
  char buffer[40];
  std::string text(buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr);
  return NumberText(std::string_view(text)).value_or(text);
}

template <typename ArrayType>
Result<ArrayPointer> NumberTexts(const Array &array) {
  const auto &numbers = static_cast<const ArrayType &>(array);
  arrow::StringBuilder builder;
  for (int64_t row = 0; row < numbers.length(); ++row) {
    bool missing = numbers.IsNull(row) || std::isnan(numbers.Value(row));
    ARROW_RETURN_NOT_OK(missing ? builder.AppendNull() : builder.Append(NumberText(numbers.Value(row))));
  }
  return builder.Finish();
}

// What a cell of a column of numbers or truths says; nothing where it says that there is no value.
std::optional<std::string> CellText(std::string_view cell, bool truths) {
  while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\t')) cell.remove_prefix(1);
  while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\t')) cell.remove_suffix(1);
  if (!truths && IsPlainInteger(cell)) return std::string(cell);
  static const std::vector<std::string> none = arrow::csv::ConvertOptions::Defaults().null_values;
  if (std::find(none.begin(), none.end(), cell) != none.end()) return {};
  if (truths) {
    auto truth = TruthOf(cell);
    return truth ? *truth ? "true" : "false" : std::string(cell);
  }
  if (Lowercased(cell) == "nan" || Lowercased(cell) == "-nan") return {};
  return NumberText(cell).value_or(std::string(cell));
}

}  // namespace

std::optional<bool> TruthOf(std::string_view text) {
  std::string lower = Lowercased(text);
  if (lower == "true" || lower == "1") return true;
  if (lower == "false" || lower == "0") return false;
  return {};
}

bool HoldsNumbers(const arrow::DataType &type) {
  return arrow::is_integer(type.id()) || arrow::is_floating(type.id()) || arrow::is_decimal(type.id());
}

bool IsText(const arrow::DataType &type) {
  return arrow::is_base_binary_like(type.id()) || type.id() == arrow::Type::STRING_VIEW ||
         type.id() == arrow::Type::BINARY_VIEW || type.id() == arrow::Type::FIXED_SIZE_BINARY;
}

bool IsNested(const arrow::DataType &type) {
  if (type.id() == arrow::Type::DICTIONARY) return IsNested(*static_cast<const arrow::DictionaryType &>(type).value_type());
  return arrow::is_nested(type.id());
}

Result<ArrayPointer> CellTexts(const ArrayPointer &cells, const arrow::DataType &guess) {
  bool truths = guess.id() == arrow::Type::BOOL;
  if (!truths && !HoldsNumbers(guess)) return cells;
  const auto &texts = static_cast<const arrow::StringArray &>(*cells);
  int64_t row = 0;
  while (!truths && row < texts.length() && (texts.IsNull(row) || IsPlainInteger(texts.GetView(row)))) ++row;
  if (row == texts.length()) return cells;
  arrow::StringBuilder builder;
  for (row = 0; row < texts.length(); ++row) {
    auto text = texts.IsNull(row) ? std::nullopt : CellText(texts.GetView(row), truths);
    ARROW_RETURN_NOT_OK(text ? builder.Append(*text) : builder.AppendNull());
  }
  return builder.Finish();
}

Result<ArrayPointer> ValueTexts(const ArrayPointer &array) {
  switch (array->type_id()) {
    case arrow::Type::STRING: return array;
    case arrow::Type::FLOAT: return NumberTexts<arrow::FloatArray>(*array);
    case arrow::Type::DOUBLE: return NumberTexts<arrow::DoubleArray>(*array);
    case arrow::Type::HALF_FLOAT: {
      ARROW_ASSIGN_OR_RAISE(auto wider, arrow::compute::Cast(*array, arrow::float32()));
      return NumberTexts<arrow::FloatArray>(*wider);
    }
    case arrow::Type::FIXED_SIZE_BINARY: {
      ARROW_ASSIGN_OR_RAISE(auto plain, arrow::compute::Cast(*array, arrow::binary()));
      return ValueTexts(plain);
    }
    default: break;
  }
  auto cast = arrow::compute::Cast(*array, arrow::utf8());
  if (!cast.ok() && IsText(*array->type()))
    return Status::TypeError("holds ", array->type()->ToString(), " that is no UTF-8 text");
  if (!cast.ok() || !arrow::is_decimal(array->type_id())) return cast;
  return CellTexts(*cast, *array->type());
}

}  // namespace driftwatch
