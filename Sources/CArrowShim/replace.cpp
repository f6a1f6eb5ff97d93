// Values from the other side as columns, and cells of a column replaced in the column's own type.
#include <arrow/compute/api.h>

#include <algorithm>
#include <limits>

#include "internal.hpp"

using arrow::Array;
using arrow::Result;
using arrow::Status;
using ArrayPointer = std::shared_ptr<Array>;

namespace driftwatch {
namespace {

template <typename Builder, typename Value>
Result<ArrayPointer> Fixed(Builder builder, const Value *values, const uint8_t *missing, int64_t rows) {
  std::vector<uint8_t> valid;
  if (missing != nullptr) {
    valid.resize(static_cast<size_t>(rows));
    for (int64_t row = 0; row < rows; ++row) valid[static_cast<size_t>(row)] = missing[row] == 0;
  }
  ARROW_RETURN_NOT_OK(builder.AppendValues(values, rows, missing == nullptr ? nullptr : valid.data()));
  return builder.Finish();
}

Result<ArrayPointer> Texts(const dwa_values &values, int64_t rows) {
  arrow::StringBuilder builder;
  for (int64_t row = 0; row < rows; ++row) {
    if (values.missing != nullptr && values.missing[row] != 0) {
      ARROW_RETURN_NOT_OK(builder.AppendNull());
    } else {
      int32_t start = values.offsets[row];
      ARROW_RETURN_NOT_OK(builder.Append(values.bytes + start, values.offsets[row + 1] - start));
    }
  }
  return builder.Finish();
}

// Numbers as integers of a type: the nearest one that it has.
template <typename Type>
Result<ArrayPointer> Nearest(const arrow::DoubleArray &numbers) {
  using Value = typename Type::c_type;
  constexpr Value least = std::numeric_limits<Value>::min(), greatest = std::numeric_limits<Value>::max();
  typename arrow::TypeTraits<Type>::BuilderType builder;
  ARROW_RETURN_NOT_OK(builder.Reserve(numbers.length()));
  for (int64_t row = 0; row < numbers.length(); ++row) {
    double value = numbers.Value(row);
    if (numbers.IsNull(row) || value != value) {
      builder.UnsafeAppendNull();
    } else if (value <= static_cast<double>(least)) {
      builder.UnsafeAppend(least);
    } else {
      builder.UnsafeAppend(value >= static_cast<double>(greatest) ? greatest : static_cast<Value>(__builtin_nearbyint(value)));
    }
  }
  return builder.Finish();
}

Result<ArrayPointer> NearestOf(const ArrayPointer &array, const arrow::DataType &type) {
  const auto &numbers = static_cast<const arrow::DoubleArray &>(*array);
  switch (type.id()) {
    case arrow::Type::INT8: return Nearest<arrow::Int8Type>(numbers);
    case arrow::Type::INT16: return Nearest<arrow::Int16Type>(numbers);
    case arrow::Type::INT32: return Nearest<arrow::Int32Type>(numbers);
    case arrow::Type::INT64: return Nearest<arrow::Int64Type>(numbers);
    case arrow::Type::UINT8: return Nearest<arrow::UInt8Type>(numbers);
    case arrow::Type::UINT16: return Nearest<arrow::UInt16Type>(numbers);
    case arrow::Type::UINT32: return Nearest<arrow::UInt32Type>(numbers);
    default: return Nearest<arrow::UInt64Type>(numbers);
  }
}

Result<ArrayPointer> As(const ArrayPointer &array, const std::shared_ptr<arrow::DataType> &type) {
  if (array->type()->Equals(*type)) return array;
  if (array->type_id() == arrow::Type::NA) return arrow::MakeArrayOfNull(type, array->length());
  if (array->type_id() == arrow::Type::INT64 && arrow::is_integer(type->id())) {
    ARROW_ASSIGN_OR_RAISE(auto numbers, arrow::compute::Cast(*array, arrow::float64(), arrow::compute::CastOptions::Unsafe()));
    return NearestOf(numbers, *type);
  }
  bool number = array->type_id() == arrow::Type::DOUBLE;
  if (number && arrow::is_integer(type->id())) return NearestOf(array, *type);
  auto options = number ? arrow::compute::CastOptions::Unsafe(type) : arrow::compute::CastOptions::Safe(type);
  return arrow::compute::Cast(*array, type, options);
}

// The array as a dictionary array of that very type.
Result<ArrayPointer> Encoded(const ArrayPointer &plain, const std::shared_ptr<arrow::DataType> &type) {
  const auto &dictionary_type = static_cast<const arrow::DictionaryType &>(*type);
  ARROW_ASSIGN_OR_RAISE(auto encoded, arrow::compute::DictionaryEncode(plain));
  const auto &array = static_cast<const arrow::DictionaryArray &>(*encoded.make_array());
  ARROW_ASSIGN_OR_RAISE(auto codes, arrow::compute::Cast(*array.indices(), dictionary_type.index_type()));
  return std::make_shared<arrow::DictionaryArray>(type, codes, array.dictionary());
}

}  // namespace

Result<ArrayPointer> Built(const dwa_values &values, int64_t rows) {
  if (values.numbers != nullptr) return Fixed(arrow::DoubleBuilder(), values.numbers, values.missing, rows);
  if (values.integers != nullptr) return Fixed(arrow::Int64Builder(), values.integers, values.missing, rows);
  if (values.offsets != nullptr) return Texts(values, rows);
  return std::make_shared<arrow::NullArray>(rows);
}

Result<ArrayPointer> Replaced(const ArrayPointer &array, const dwa_values &values) {
  int64_t rows = array->length();
  ARROW_ASSIGN_OR_RAISE(ArrayPointer built, Built(values, rows));
  bool dictionary = array->type_id() == arrow::Type::DICTIONARY;
  auto plain = array;
  if (dictionary) {
    const auto &type = static_cast<const arrow::DictionaryType &>(*array->type());
    ARROW_ASSIGN_OR_RAISE(plain, arrow::compute::Cast(*array, type.value_type()));
  }
  // Rows that stay have no text of their own to be cast.
  if (values.changed != nullptr && built->type_id() == arrow::Type::STRING && !plain->type()->Equals(*built->type())) {
    ARROW_ASSIGN_OR_RAISE(auto mask, Fixed(arrow::BooleanBuilder(), values.changed, nullptr, rows));
    ARROW_ASSIGN_OR_RAISE(auto nulled, arrow::compute::IfElse(mask, built, arrow::Datum(arrow::MakeNullScalar(built->type()))));
    built = nulled.make_array();
  }
  auto cast = As(built, plain->type());
  if (!cast.ok())
    return Status::TypeError("column '", values.column, "' holds ", plain->type()->ToString(), ": ", cast.status().message());
  ArrayPointer result = *cast;
  if (values.changed != nullptr) {
    ARROW_ASSIGN_OR_RAISE(auto mask, Fixed(arrow::BooleanBuilder(), values.changed, nullptr, rows));
    ARROW_ASSIGN_OR_RAISE(auto chosen, arrow::compute::IfElse(mask, result, plain));
    result = chosen.make_array();
  }
  return dictionary ? Encoded(result, array->type()) : Result<ArrayPointer>(result);
}

}  // namespace driftwatch
