// Codes that mean the same text through a whole scan, whatever dictionaries the batches bring.
#include <arrow/compute/api.h>

#include <deque>
#include <string_view>
#include <unordered_map>

#include "internal.hpp"

using arrow::Result;
using arrow::Status;

namespace driftwatch {
namespace {

// Beyond either the dictionary starts anew, so that a column of identifiers does not fill the memory.
constexpr size_t kMostEntries = 1 << 18;
constexpr size_t kMostBytes = 32 << 20;

}  // namespace

struct CodeBook::Impl {
  bool empty_is_missing;
  // A deque does not move its texts, so that the keys can be views of them.
  std::deque<std::string> texts;
  size_t bytes = 0;
  std::unordered_map<std::string_view, int32_t> codes;

  int32_t Code(std::string_view text, News *news) {
    if (text.empty() && empty_is_missing) return -1;
    auto known = codes.find(text);
    if (known != codes.end()) return known->second;
    auto code = static_cast<int32_t>(texts.size());
    texts.emplace_back(text);
    bytes += text.size();
    codes.emplace(texts.back(), code);
    news->texts.emplace_back(text);
    return code;
  }

  void RestartIfFull(News *news) {
    if (texts.size() < kMostEntries && bytes < kMostBytes) return;
    codes.clear();
    texts.clear();
    bytes = 0;
    news->restarted = true;
  }
};

CodeBook::CodeBook(bool empty_is_missing) : impl_(std::make_unique<Impl>()) { impl_->empty_is_missing = empty_is_missing; }

CodeBook::~CodeBook() = default;

Result<std::shared_ptr<arrow::Array>> CodeBook::Codes(const arrow::DictionaryArray &array, News *news) {
  impl_->RestartIfFull(news);
  const auto &dictionary = static_cast<const arrow::StringArray &>(*array.dictionary());
  // Only what a row uses becomes an entry: a slice of a large file brings the whole file's dictionary along.
  constexpr int32_t kUnseen = -2;
  std::vector<int32_t> map(static_cast<size_t>(dictionary.length()), kUnseen);
  const auto &indices = static_cast<const arrow::Int32Array &>(*array.indices());
  ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateBuffer(array.length() * static_cast<int64_t>(sizeof(int32_t))));
  auto *out = reinterpret_cast<int32_t *>(buffer->mutable_data());
  const int32_t *codes = indices.raw_values();
  bool nulls = indices.null_count() != 0;
  for (int64_t row = 0; row < array.length(); ++row) {
    if (nulls && indices.IsNull(row)) {
      out[row] = -1;
      continue;
    }
    auto index = static_cast<size_t>(codes[row]);
    if (index >= map.size()) return Status::Invalid("a code points beyond its dictionary");
    if (map[index] == kUnseen) {
      auto entry = static_cast<int64_t>(index);
      map[index] = dictionary.IsNull(entry) ? -1 : impl_->Code(dictionary.GetView(entry), news);
    }
    out[row] = map[index];
  }
  std::shared_ptr<arrow::Buffer> shared = std::move(buffer);
  return std::make_shared<arrow::Int32Array>(array.length(), shared);
}

}  // namespace driftwatch
