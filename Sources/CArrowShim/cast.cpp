// Casts a column of a batch to one of the few forms that the other side reads.
#include <arrow/compute/api.h>

#include "internal.hpp"

namespace driftwatch {
namespace {

using arrow::Array;
using arrow::Result;
using arrow::Status;
using ArrayPointer = std::shared_ptr<Array>;

bool IsText(const arrow::DataType &type) {
  switch (type.id()) {
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING:
    case arrow::Type::STRING_VIEW:
    case arrow::Type::BINARY:
    case arrow::Type::LARGE_BINARY:
    case arrow::Type::BINARY_VIEW:
    case arrow::Type::FIXED_SIZE_BINARY:
      return true;
    default:
      return false;
  }
}

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

Result<ArrayPointer> AsNumber(const ArrayPointer &array) {
  ARROW_ASSIGN_OR_RAISE(ArrayPointer plain, Decoded(array));
  if (IsTime(*plain->type())) return Status::TypeError("holds ", plain->type()->ToString(), ", not numbers");
  // Not safe only in this: integers beyond 2^53 round to the nearest double.
  bool integers = arrow::is_integer(plain->type_id());
  return CastTo(plain, arrow::float64(), !integers);
}

Result<ArrayPointer> AsText(const ArrayPointer &array) {
  ARROW_ASSIGN_OR_RAISE(ArrayPointer plain, Decoded(array));
  if (plain->type_id() == arrow::Type::LARGE_STRING || plain->type_id() == arrow::Type::STRING_VIEW ||
      !IsText(*plain->type()))
    return CastTo(plain, arrow::utf8());
  if (plain->type_id() == arrow::Type::STRING) return plain;
  if (plain->type_id() == arrow::Type::FIXED_SIZE_BINARY) {
    ARROW_ASSIGN_OR_RAISE(plain, CastTo(plain, arrow::binary()));
  }
  return CastTo(plain, arrow::utf8());
}

Result<ArrayPointer> AsCategory(const ArrayPointer &array) {
  ArrayPointer encoded = array;
  if (array->type_id() != arrow::Type::DICTIONARY) {
    ArrayPointer values = array;
    if (array->type_id() == arrow::Type::STRING_VIEW || array->type_id() == arrow::Type::BINARY_VIEW) {
      ARROW_ASSIGN_OR_RAISE(values, AsText(array));
    }
    ARROW_ASSIGN_OR_RAISE(auto datum, arrow::compute::DictionaryEncode(values));
    encoded = datum.make_array();
  }
  const auto &dictionary = static_cast<const arrow::DictionaryArray &>(*encoded);
  ARROW_ASSIGN_OR_RAISE(ArrayPointer texts, AsText(dictionary.dictionary()));
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
    ARROW_ASSIGN_OR_RAISE(plain, AsText(plain));
  } else if (!IsTime(*plain->type())) {
    return Status::TypeError("holds ", plain->type()->ToString(), ", not times");
  }
  ARROW_ASSIGN_OR_RAISE(ArrayPointer time, CastTo(plain, nanoseconds));
  return time->View(arrow::int64());
}

Result<ArrayPointer> CastAny(const ArrayPointer &array, dwa_type type) {
  switch (type) {
    case DWA_AS_NUMBER:
      return AsNumber(array);
    case DWA_AS_CATEGORY:
      return AsCategory(array);
    case DWA_AS_TEXT:
      return AsText(array);
    case DWA_AS_TIME:
      return AsTime(array);
    case DWA_AS_INTEGER: {
      ARROW_ASSIGN_OR_RAISE(ArrayPointer plain, Decoded(array));
      return CastTo(plain, arrow::int64());
    }
  }
  return Status::Invalid("unknown type ", static_cast<int>(type));
}

}  // namespace

Result<ArrayPointer> Cast(const ArrayPointer &array, dwa_type type, const std::string &name) {
  Result<ArrayPointer> cast = CastAny(array, type);
  if (!cast.ok()) return cast.status().WithMessage("column '", name, "': ", cast.status().message());
  return cast;
}

}  // namespace driftwatch
