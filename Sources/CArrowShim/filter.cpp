// Conditions on rows: a small tree that is bound to a file's types when the file is opened.
#include <arrow/compute/api.h>

#include <cmath>
#include <limits>

#include "internal.hpp"

namespace cp = arrow::compute;
using arrow::Result;
using arrow::Status;
using cp::Expression;

namespace driftwatch {
namespace {

using Literal = Filter::Literal;
using TypePointer = std::shared_ptr<arrow::DataType>;

struct Context {
  const arrow::Schema &schema;
  bool empty_is_missing;
  // Of a row group: how many of a column's values are null.
  const Filter::Nulls *nulls = nullptr;
};

// A column as a condition sees it: decoded, and an empty text missing where the file says so.
struct Operand {
  Expression expression;
  TypePointer type;
  std::string name;
};

Expression Always(bool value) { return cp::literal(value); }

Expression CastTo(Expression expression, TypePointer type) {
  return cp::call("cast", {std::move(expression)}, cp::CastOptions::Safe(std::move(type)));
}

Result<Operand> OperandOf(const Filter &filter, const Context &context) {
  ARROW_ASSIGN_OR_RAISE(auto field, FieldNamed(context.schema, filter.column));
  Operand operand{cp::field_ref(filter.column), field->type(), filter.column};
  if (operand.type->id() == arrow::Type::DICTIONARY) {
    operand.type = static_cast<const arrow::DictionaryType &>(*operand.type).value_type();
    operand.expression = CastTo(operand.expression, operand.type);
  }
  if (operand.type->id() == arrow::Type::STRING_VIEW || operand.type->id() == arrow::Type::BINARY_VIEW) {
    operand.type = arrow::utf8();
    operand.expression = CastTo(operand.expression, operand.type);
  }
  if (context.empty_is_missing && IsText(*operand.type)) {
    auto empty = cp::equal(operand.expression, cp::literal(arrow::Datum(std::make_shared<arrow::StringScalar>(""))));
    operand.expression = cp::call("if_else", {empty, cp::literal(arrow::MakeNullScalar(operand.type)), operand.expression});
  }
  return operand;
}

const char *Function(dwa_comparison comparison) {
  switch (comparison) {
    case DWA_EQUAL: return "equal";
    case DWA_NOT_EQUAL: return "not_equal";
    case DWA_LESS: return "less";
    case DWA_LESS_OR_EQUAL: return "less_equal";
    case DWA_GREATER: return "greater";
    case DWA_GREATER_OR_EQUAL: return "greater_equal";
  }
  return "equal";
}

dwa_comparison Negated(dwa_comparison comparison) {
  switch (comparison) {
    case DWA_EQUAL: return DWA_NOT_EQUAL;
    case DWA_NOT_EQUAL: return DWA_EQUAL;
    case DWA_LESS: return DWA_GREATER_OR_EQUAL;
    case DWA_LESS_OR_EQUAL: return DWA_GREATER;
    case DWA_GREATER: return DWA_LESS_OR_EQUAL;
    case DWA_GREATER_OR_EQUAL: return DWA_LESS;
  }
  return DWA_EQUAL;
}

std::string Shown(const Literal &literal) {
  switch (literal.kind) {
    case DWA_NUMBER: return arrow::DoubleScalar(literal.number).ToString();
    case DWA_INTEGER: return std::to_string(literal.integer);
    case DWA_TEXT: return "'" + literal.text + "'";
    case DWA_BOOLEAN: return literal.integer != 0 ? "true" : "false";
    case DWA_TIME: return "a time";
  }
  return "";
}

Status Unfit(const Operand &operand, const Literal &literal) {
  return Status::TypeError("column '", operand.name, "' holds ", operand.type->ToString(), ", which ", Shown(literal),
                           " cannot be compared with");
}

Expression Compare(const Operand &operand, dwa_comparison comparison, std::shared_ptr<arrow::Scalar> scalar) {
  // Floats: NaN is missing, and so is not unequal to anything either.
  if (comparison == DWA_NOT_EQUAL && arrow::is_floating(operand.type->id()))
    return cp::or_(cp::less(operand.expression, cp::literal(arrow::Datum(scalar))),
                   cp::greater(operand.expression, cp::literal(arrow::Datum(scalar))));
  return cp::call(Function(comparison), {operand.expression, cp::literal(arrow::Datum(std::move(scalar)))});
}

Expression Present(const Operand &operand) { return cp::is_valid(operand.expression); }

// An integer column against a number: bounds are moved to the integers beside it, so that the column itself is never cast and
// the row groups' least and greatest values can answer.
Result<Expression> CompareIntegers(const Operand &operand, dwa_comparison comparison, double number) {
  if (std::isnan(number)) return Always(false);
  double floor = std::floor(number);
  if (floor != number) {
    if (comparison == DWA_EQUAL) return Always(false);
    if (comparison == DWA_NOT_EQUAL) return Present(operand);
    comparison = comparison == DWA_LESS || comparison == DWA_LESS_OR_EQUAL ? DWA_LESS_OR_EQUAL : DWA_GREATER;
  }
  std::shared_ptr<arrow::Scalar> scalar;
  if (std::abs(floor) < 0x1p62) {
    auto cast = arrow::Int64Scalar(static_cast<int64_t>(floor)).CastTo(operand.type);
    if (cast.ok()) scalar = *cast;
  }
  // CastTo wraps around for narrow types: it counts only if it comes back.
  if (scalar) {
    auto back = scalar->CastTo(arrow::int64());
    if (!back.ok() || static_cast<const arrow::Int64Scalar &>(**back).value != static_cast<int64_t>(floor)) scalar = nullptr;
  }
  if (scalar) return Compare(operand, comparison, scalar);
  bool below = comparison == DWA_LESS || comparison == DWA_LESS_OR_EQUAL;
  bool above = comparison == DWA_GREATER || comparison == DWA_GREATER_OR_EQUAL;
  bool all = comparison == DWA_NOT_EQUAL || (below && number > 0) || (above && number < 0);
  // Beyond 2^62 but within 64 bits the comparison is made in doubles.
  if (std::abs(number) < 0x1p64 && std::abs(number) >= 0x1p62 && operand.type->byte_width() == 8)
    return Compare({CastTo(operand.expression, arrow::float64()), arrow::float64(), operand.name}, comparison,
                   std::make_shared<arrow::DoubleScalar>(number));
  return all ? Present(operand) : Always(false);
}

// A date or time from a text such as 2026-01-31, 2026-01-31T08:30:00 or 2026-01-31T08:30:00Z.
Result<Expression> CompareTimes(const Operand &operand, dwa_comparison comparison, const Literal &literal) {
  auto utc = arrow::timestamp(arrow::TimeUnit::NANO, "UTC");
  std::shared_ptr<arrow::Scalar> moment;
  if (literal.kind == DWA_TIME) {
    moment = std::make_shared<arrow::TimestampScalar>(literal.integer, utc);
  } else if (literal.kind == DWA_TEXT) {
    for (const std::string &text : {literal.text, literal.text + "Z", literal.text + " 00:00:00Z"}) {
      auto parsed = arrow::StringScalar(text).CastTo(utc);
      if (parsed.ok() && !moment) moment = *parsed;
    }
  }
  bool dates = arrow::is_date(operand.type->id());
  if (!moment || (!dates && operand.type->id() != arrow::Type::TIMESTAMP)) return Unfit(operand, literal);
  int64_t nanoseconds = static_cast<const arrow::TimestampScalar &>(*moment).value;
  // In the column's own unit where nothing is lost, so that row groups can be skipped.
  if (!dates) {
    const auto &type = static_cast<const arrow::TimestampType &>(*operand.type);
    int64_t factor = type.unit() == arrow::TimeUnit::SECOND  ? 1000000000
                     : type.unit() == arrow::TimeUnit::MILLI ? 1000000
                     : type.unit() == arrow::TimeUnit::MICRO ? 1000
                                                             : 1;
    if (nanoseconds % factor == 0)
      return Compare(operand, comparison, std::make_shared<arrow::TimestampScalar>(nanoseconds / factor, operand.type));
  }
  auto naive = arrow::timestamp(arrow::TimeUnit::NANO);
  if (operand.type->id() == arrow::Type::TIMESTAMP)
    naive = arrow::timestamp(arrow::TimeUnit::NANO, static_cast<const arrow::TimestampType &>(*operand.type).timezone());
  return Compare({CastTo(operand.expression, naive), naive, operand.name}, comparison,
                 std::make_shared<arrow::TimestampScalar>(nanoseconds, naive));
}

Result<Expression> CompareWith(const Operand &operand, dwa_comparison comparison, const Literal &literal) {
  const auto id = operand.type->id();
  double number = 0;
  if (id == arrow::Type::NA) return Always(false);
  if (id == arrow::Type::BOOL) {
    bool value = false;
    auto truth = literal.kind == DWA_TEXT ? TruthOf(literal.text) : std::nullopt;
    if (truth) {
      value = *truth;
    } else if (!literal.AsNumber(&number) || (number != 0 && number != 1)) {
      return Unfit(operand, literal);
    } else {
      value = number != 0;
    }
    return Compare(operand, comparison, std::make_shared<arrow::BooleanScalar>(value));
  }
  if (arrow::is_integer(id)) {
    if (literal.kind == DWA_INTEGER && std::abs(static_cast<double>(literal.integer)) < 0x1p62) {
      auto cast = arrow::Int64Scalar(literal.integer).CastTo(operand.type);
      auto back = cast.ok() ? (*cast)->CastTo(arrow::int64()) : cast;
      if (back.ok() && static_cast<const arrow::Int64Scalar &>(**back).value == literal.integer)
        return Compare(operand, comparison, *cast);
    }
    if (!literal.AsNumber(&number)) return Unfit(operand, literal);
    return CompareIntegers(operand, comparison, number);
  }
  if (arrow::is_floating(id)) {
    if (!literal.AsNumber(&number)) return Unfit(operand, literal);
    ARROW_ASSIGN_OR_RAISE(auto scalar, arrow::DoubleScalar(number).CastTo(operand.type));
    return Compare(operand, comparison, scalar);
  }
  if (arrow::is_decimal(id)) {
    if (!literal.AsNumber(&number)) return Unfit(operand, literal);
    return Compare({CastTo(operand.expression, arrow::float64()), arrow::float64(), operand.name}, comparison,
                   std::make_shared<arrow::DoubleScalar>(number));
  }
  if (IsText(*operand.type) && id != arrow::Type::FIXED_SIZE_BINARY) {
    if (literal.kind == DWA_TEXT) {
      ARROW_ASSIGN_OR_RAISE(auto scalar, arrow::StringScalar(literal.text).CastTo(operand.type));
      return Compare(operand, comparison, scalar);
    }
    if (!literal.AsNumber(&number)) return Unfit(operand, literal);
    return Compare({CastTo(operand.expression, arrow::float64()), arrow::float64(), operand.name}, comparison,
                   std::make_shared<arrow::DoubleScalar>(number));
  }
  if (arrow::is_date(id) || id == arrow::Type::TIMESTAMP) return CompareTimes(operand, comparison, literal);
  return Unfit(operand, literal);
}

Result<Expression> Missing(const Operand &operand, bool negated) {
  Expression missing = cp::is_null(operand.expression, arrow::is_floating(operand.type->id()));
  return negated ? cp::not_(missing) : missing;
}

Result<Expression> Build(const Filter &filter, const Context &context, bool negated);

Result<Expression> Join(const Filter &filter, const Context &context, bool negated) {
  bool all = (filter.kind == Filter::ALL) != negated;
  std::vector<Expression> parts;
  for (const auto &part : filter.parts) {
    ARROW_ASSIGN_OR_RAISE(auto expression, Build(*part, context, negated));
    parts.push_back(std::move(expression));
  }
  return all ? cp::and_(std::move(parts)) : cp::or_(std::move(parts));
}

// Negations move down to the comparisons: there a missing value stays out, whichever way it is asked.
Result<Expression> Build(const Filter &filter, const Context &context, bool negated) {
  switch (filter.kind) {
    case Filter::NOT: return Build(*filter.parts[0], context, !negated);
    case Filter::ALL:
    case Filter::ANY: return Join(filter, context, negated);
    default: break;
  }
  ARROW_ASSIGN_OR_RAISE(Operand operand, OperandOf(filter, context));
  if (context.nulls != nullptr) {
    auto known = (*context.nulls)(filter.column);
    bool floats = arrow::is_floating(operand.type->id());
    if (filter.kind == Filter::MISSING)
      return Always(negated ? known != Filter::ALL_NULL : floats || known != Filter::NO_NULL);
    if (known == Filter::ALL_NULL) return Always(false);
  }
  if (filter.kind == Filter::MISSING) return Missing(operand, negated);
  if (filter.kind == Filter::COMPARE)
    return CompareWith(operand, negated ? Negated(filter.comparison) : filter.comparison, filter.literals[0]);
  std::vector<Expression> parts;
  for (const auto &literal : filter.literals) {
    ARROW_ASSIGN_OR_RAISE(auto expression, CompareWith(operand, negated ? DWA_NOT_EQUAL : DWA_EQUAL, literal));
    parts.push_back(std::move(expression));
  }
  if (parts.empty()) return negated ? Missing(operand, true) : Result<Expression>(Always(false));
  return negated ? cp::and_(std::move(parts)) : cp::or_(std::move(parts));
}

Literal Copied(const dwa_literal &literal) {
  return Literal{literal.kind, literal.number, literal.integer,
                 literal.kind == DWA_TEXT ? std::string(literal.text, literal.length) : std::string()};
}

dwa_filter *Owned(Filter filter) { return new dwa_filter{std::make_shared<const Filter>(std::move(filter))}; }

dwa_filter *Joined(Filter::Kind kind, const dwa_filter *const *parts, size_t count) {
  Filter filter{kind};
  for (size_t i = 0; i < count; ++i) filter.parts.push_back(parts[i]->filter);
  return Owned(std::move(filter));
}

}  // namespace

bool Filter::Literal::AsNumber(double *out) const {
  if (kind == DWA_NUMBER) *out = number;
  if (kind == DWA_INTEGER || kind == DWA_BOOLEAN) *out = static_cast<double>(integer);
  if (kind != DWA_TEXT) return kind != DWA_TIME;
  auto parsed = arrow::Scalar::Parse(arrow::float64(), text);
  if (parsed.ok()) *out = static_cast<const arrow::DoubleScalar &>(**parsed).value;
  return parsed.ok();
}

void Filter::Visit(const std::function<void(const std::string &, const std::vector<Literal> &)> &visit) const {
  if (kind == COMPARE || kind == IN || kind == MISSING) visit(column, literals);
  for (const auto &part : parts) part->Visit(visit);
}

Result<Expression> Filter::Bind(const arrow::Schema &schema, bool empty_is_missing) const {
  ARROW_ASSIGN_OR_RAISE(auto expression, Build(*this, Context{schema, empty_is_missing}, false));
  return expression.Bind(schema);
}

Result<bool> Filter::CanHold(const arrow::Schema &schema, const Nulls &nulls, const Expression &guarantee) const {
  ARROW_ASSIGN_OR_RAISE(auto expression, Build(*this, Context{schema, false, &nulls}, false));
  ARROW_ASSIGN_OR_RAISE(auto bound, expression.Bind(schema));
  ARROW_ASSIGN_OR_RAISE(auto simplified, cp::SimplifyWithGuarantee(bound, guarantee));
  return simplified.IsSatisfiable();
}

}  // namespace driftwatch

using driftwatch::Filter;

dwa_filter *dwa_filter_compare(const char *column, dwa_comparison comparison, const dwa_literal *literal) {
  return driftwatch::Owned(Filter{Filter::COMPARE, column, comparison, {driftwatch::Copied(*literal)}, {}});
}

dwa_filter *dwa_filter_in(const char *column, const dwa_literal *literals, size_t count) {
  Filter filter{Filter::IN, column};
  for (size_t i = 0; i < count; ++i) filter.literals.push_back(driftwatch::Copied(literals[i]));
  return driftwatch::Owned(std::move(filter));
}

dwa_filter *dwa_filter_missing(const char *column) { return driftwatch::Owned(Filter{Filter::MISSING, column}); }

dwa_filter *dwa_filter_not(const dwa_filter *part) { return driftwatch::Joined(Filter::NOT, &part, 1); }

dwa_filter *dwa_filter_all(const dwa_filter *const *parts, size_t count) {
  return driftwatch::Joined(Filter::ALL, parts, count);
}

dwa_filter *dwa_filter_any(const dwa_filter *const *parts, size_t count) {
  return driftwatch::Joined(Filter::ANY, parts, count);
}

void dwa_filter_free(dwa_filter *filter) { delete filter; }
