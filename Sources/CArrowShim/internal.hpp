// What the shim's files share: errors as owned C texts, and a fence that no exception passes.
#pragma once

#include <arrow/api.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>

#include "arrow_shim.h"

namespace driftwatch {

inline char *CopyText(const std::string &text) {
  char *copy = static_cast<char *>(std::malloc(text.size() + 1));
  if (copy != nullptr) std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

inline void SetError(char **error, const std::string &text) {
  if (error != nullptr) *error = CopyText(text);
}

// Runs `body` (which gives an arrow::Status); an error or an exception becomes a text in `error`.
template <typename Body>
bool Fenced(char **error, Body body) {
  try {
    arrow::Status status = body();
    if (status.ok()) return true;
    SetError(error, status.message());
  } catch (const std::exception &exception) {
    SetError(error, exception.what());
  } catch (...) {
    SetError(error, "unknown failure in Arrow");
  }
  return false;
}

// Makes an array what a scan was asked for; `name` is for the error.
arrow::Result<std::shared_ptr<arrow::Array>> Cast(const std::shared_ptr<arrow::Array> &array, dwa_type type,
                                                  const std::string &name);

}  // namespace driftwatch
