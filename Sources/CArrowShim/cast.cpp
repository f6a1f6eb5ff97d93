// Casts a column of a batch to one of the few forms that the other side reads.
#include <arrow/compute/api.h>

#include <limits>

#include "internal.hpp"

namespace driftwatch {
namespace {

using arrow::Array;
using arrow::Result;
using arrow::Status;
using ArrayPointer = std::shared_ptr<Array>;

bool IsTime(const arrow::DataType &type) {
  switch (type.id()) {
    case arrow::Type::TIMESTAMP:
    case arrow::Type::DATE32:
    case arrow::Type::DATE64:
    case arrow::Type::TIME32:
    case arrow::Type::TIME64:
    case arrow::Type::DURATION:
      return true;
    default:
      return false;
  }
}

Result<ArrayPointer> CastTo(const ArrayPointer &array, const std::shared_ptr<arrow::DataType> &type, bool safe = true) {
  if (array->type()->Equals(*type)) return array;
  auto options = safe ? arrow::compute::CastOptions::Safe() : arrow::compute::CastOptions::Unsafe();
  return arrow::compute::Cast(*array, type, options);
}

// A dictionary array as plain values.
Result<ArrayPointer> Decoded(const ArrayPointer &array) {
  if (array->type_id() != arrow::Type::DICTIONARY) return array;
  const auto &type = static_cast<const arrow::DictionaryType &>(*array->type());
  return CastTo(array, type.value_type());
}

// The array without a validity bitmap: `missing` stands where nothing was.
template <typename ArrayType>
Result<ArrayPointer> Filled(const ArrayPointer &array, typename ArrayType::value_type missing) {
  using Value = typename ArrayType::value_type;
  if (array->null_count() == 0) return array;
  const auto &typed = static_cast<const ArrayType &>(*array);
  int64_t length = array->length();
  ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateBuffer(length * static_cast<int64_t>(sizeof(Value))));
  auto *out = reinterpret_cast<Value *>(buffer->mutable_data());
  const Value *values = typed.raw_values();
  const uint8_t *bits = array->null_bitmap_data();
  int64_t offset = array->offset();
  for (int64_t row = 0; row < length; ++row) {
    int64_t bit = row + offset;
    bool valid = (bits[bit >> 3] >> (bit & 7)) & 1;
    out[row] = valid ? values[row] : missing;
  }
  return std::make_shared<ArrayType>(length, std::shared_ptr<arrow::Buffer>(std::move(buffer)));
}

template <typename ArrayType>
bool BeyondDoubles(const Array &array) {
  const auto &typed = static_cast<const ArrayType &>(array);
  const auto *values = typed.raw_values();
  constexpr auto exact = static_cast<typename ArrayType::value_type>(int64_t{1} << 53);
  bool beyond = false;
  for (int64_t row = 0; row < array.length(); ++row) {
    beyond |= values[row] > exact;
    if constexpr (std::is_signed_v<typename ArrayType::value_type>) beyond |= values[row] < -exact;
  }
  return beyond;
}

Result<ArrayPointer> AsNumber(const ArrayPointer &array, const arrow::DataType *guess, bool *rounded) {
  ARROW_ASSIGN_OR_RAISE(ArrayPointer plain, Decoded(array));
  if (IsTime(*plain->type())) return Status::TypeError("holds ", plain->type()->ToString(), ", not numbers");
  if (guess != nullptr && plain->type_id() == arrow::Type::STRING) {
    // What stands for no value among numbers is null.
    bool truths = guess->id() == arrow::Type::BOOL;
    ARROW_ASSIGN_OR_RAISE(plain, CellTexts(plain, truths ? *guess : *arrow::float64()));
    if (truths) {
      ARROW_ASSIGN_OR_RAISE(plain, CastTo(plain, arrow::boolean()));
    }
  }
  if (plain->type_id() == arrow::Type::INT64) *rounded = *rounded || BeyondDoubles<arrow::Int64Array>(*plain);
  if (plain->type_id() == arrow::Type::UINT64) *rounded = *rounded || BeyondDoubles<arrow::UInt64Array>(*plain);
  // Not safe only in this: integers beyond 2^53 round to the nearest double.
  bool integers = arrow::is_integer(plain->type_id());
  ARROW_ASSIGN_OR_RAISE(ArrayPointer numbers, CastTo(plain, arrow::float64(), !integers));
  return Filled<arrow::DoubleArray>(numbers, std::numeric_limits<double>::quiet_NaN());
}

Result<ArrayPointer> AsText(const ArrayPointer &array, const arrow::DataType *guess) {
  ARROW_ASSIGN_OR_RAISE(ArrayPointer plain, Decoded(array));
  ARROW_ASSIGN_OR_RAISE(ArrayPointer texts, ValueTexts(plain));
  return guess != nullptr ? CellTexts(texts, *guess) : texts;
}

Result<ArrayPointer> AsCategory(const ArrayPointer &array, const arrow::DataType *guess) {
  ArrayPointer encoded = array;
  if (array->type_id() != arrow::Type::DICTIONARY) {
    ArrayPointer values = array;
    if (array->type_id() == arrow::Type::STRING_VIEW || array->type_id() == arrow::Type::BINARY_VIEW) {
      ARROW_ASSIGN_OR_RAISE(values, ValueTexts(array));
    }
    ARROW_ASSIGN_OR_RAISE(auto datum, arrow::compute::DictionaryEncode(values));
    encoded = datum.make_array();
  }
  // What two entries are both written as becomes one code in the scan's own dictionary.
  const auto &dictionary = static_cast<const arrow::DictionaryArray &>(*encoded);
  ARROW_ASSIGN_OR_RAISE(ArrayPointer texts, AsText(dictionary.dictionary(), guess));
  ARROW_ASSIGN_OR_RAISE(ArrayPointer codes, CastTo(dictionary.indices(), arrow::int32()));
  return std::make_shared<arrow::DictionaryArray>(arrow::dictionary(arrow::int32(), arrow::utf8()), codes, texts);
}

Result<ArrayPointer> AsTime(const ArrayPointer &array) {
  ARROW_ASSIGN_OR_RAISE(ArrayPointer plain, Decoded(array));
  auto nanoseconds = arrow::timestamp(arrow::TimeUnit::NANO);
  if (arrow::is_integer(plain->type_id())) return CastTo(plain, arrow::int64());
  if (plain->type_id() == arrow::Type::TIMESTAMP) {
    // A zone only says how to print; the count is of UTC already.
    nanoseconds = arrow::timestamp(arrow::TimeUnit::NANO, static_cast<const arrow::TimestampType &>(*plain->type()).timezone());
  } else if (IsText(*plain->type())) {
    ARROW_ASSIGN_OR_RAISE(plain, ValueTexts(plain));
  } else if (!IsTime(*plain->type())) {
    return Status::TypeError("holds ", plain->type()->ToString(), ", not times");
  }
  ARROW_ASSIGN_OR_RAISE(ArrayPointer time, CastTo(plain, nanoseconds));
  return time->View(arrow::int64());
}

constexpr int64_t kMissing = std::numeric_limits<int64_t>::min();

Result<ArrayPointer> CastAny(const ArrayPointer &array, dwa_type type, const arrow::DataType *guess, bool *rounded) {
  if (IsNested(*array->type()))
    return Status::TypeError("holds ", array->type()->ToString(), ", which is not one value a row: leave it out");
  switch (type) {
    case DWA_AS_NUMBER:
      return AsNumber(array, guess, rounded);
    case DWA_AS_CATEGORY:
      return AsCategory(array, guess);
    case DWA_AS_TEXT:
      return AsText(array, guess);
    case DWA_AS_TIME: {
      ARROW_ASSIGN_OR_RAISE(ArrayPointer times, AsTime(array));
      return Filled<arrow::Int64Array>(times, kMissing);
    }
    case DWA_AS_INTEGER: {
      ARROW_ASSIGN_OR_RAISE(ArrayPointer plain, Decoded(array));
      ARROW_ASSIGN_OR_RAISE(ArrayPointer integers, CastTo(plain, arrow::int64()));
      return Filled<arrow::Int64Array>(integers, kMissing);
    }
  }
  return Status::Invalid("unknown type ", static_cast<int>(type));
}

}  // namespace

Result<ArrayPointer> Cast(const ArrayPointer &array, dwa_type type, const std::string &name, const arrow::DataType *guess,
                          bool *rounded) {
  Result<ArrayPointer> cast = CastAny(array, type, guess, rounded);
  if (cast.ok() || cast.status().IsOutOfMemory()) return cast;
  return Status::TypeError("column '", name, "': ", cast.status().message());
}

}  // namespace driftwatch
