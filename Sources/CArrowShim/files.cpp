// Finds files on any file system, and says what columns and how many rows they have.
#include <arrow/compute/initialize.h>
#include <arrow/config.h>
#include <arrow/filesystem/filesystem.h>
#include <arrow/util/thread_pool.h>
#include <dlfcn.h>
#include <fnmatch.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>

#include "internal.hpp"

namespace fs = arrow::fs;
using arrow::Result;
using arrow::Status;
using driftwatch::Fenced;
using driftwatch::File;

namespace {

Status InitializeOnce() {
  static std::once_flag once;
  static Status status;
  std::call_once(once, [] { status = arrow::compute::Initialize(); });
  return status;
}

// Arrow's wheels keep S3 in a library of its own, beside libarrow; where it is built in there is none to load.
Status LoadS3Once() {
  static std::once_flag once;
  static Status status;
  std::call_once(once, [] {
    Dl_info place;
    if (dladdr(reinterpret_cast<void *>(&arrow::GetBuildInfo), &place) == 0 || place.dli_fname == nullptr) return;
    std::string path = place.dli_fname;
    size_t name = path.rfind("libarrow.so");
    if (name == std::string::npos) return;
    path.replace(name, std::strlen("libarrow.so"), "libarrow_s3.so");
    if (access(path.c_str(), R_OK) == 0) status = fs::LoadFileSystemFactories(path.c_str());
  });
  return status;
}

bool IsHidden(const fs::FileInfo &file) {
  std::string name = file.base_name();
  return name.empty() || name[0] == '.' || name[0] == '_';
}

// The files below a directory for which `wanted` holds, in name order.
template <typename Wanted>
Result<std::vector<fs::FileInfo>> Below(fs::FileSystem &filesystem, const std::string &directory, Wanted wanted) {
  fs::FileSelector selector;
  selector.base_dir = directory;
  selector.recursive = true;
  ARROW_ASSIGN_OR_RAISE(std::vector<fs::FileInfo> found, filesystem.GetFileInfo(selector));
  std::vector<fs::FileInfo> files;
  for (const auto &file : found) {
    if (file.IsFile() && wanted(file)) files.push_back(file);
  }
  std::sort(files.begin(), files.end(), [](const auto &a, const auto &b) { return a.path() < b.path(); });
  return files;
}

Result<std::vector<fs::FileInfo>> Matching(fs::FileSystem &filesystem, const std::string &pattern) {
  size_t slash = pattern.rfind('/', pattern.find('*'));
  if (slash == std::string::npos) return Status::Invalid(pattern, ": a pattern needs a folder or a bucket before it");
  ARROW_ASSIGN_OR_RAISE(auto files, Below(filesystem, pattern.substr(0, slash), [&](const fs::FileInfo &file) {
                          return fnmatch(pattern.c_str(), file.path().c_str(), FNM_PATHNAME | FNM_PERIOD) == 0;
                        }));
  if (files.empty()) return Status::IndexError(pattern, ": no file matches");
  return files;
}

Result<std::vector<fs::FileInfo>> Files(fs::FileSystem &filesystem, const std::string &path, bool remote) {
  if (remote && path.find('*') != std::string::npos) return Matching(filesystem, path);
  ARROW_ASSIGN_OR_RAISE(fs::FileInfo info, filesystem.GetFileInfo(path));
  if (info.type() == fs::FileType::NotFound) return Status::IndexError(path, ": there is no such file or directory");
  if (info.type() == fs::FileType::File) return std::vector<fs::FileInfo>{info};
  ARROW_ASSIGN_OR_RAISE(auto files, Below(filesystem, path, [](const fs::FileInfo &file) { return !IsHidden(file); }));
  if (files.empty()) return Status::IndexError(path, ": the directory holds no files");
  return files;
}

}  // namespace

namespace driftwatch {

Result<std::shared_ptr<fs::FileSystem>> OpenFileSystem(const std::string &uri, std::string *path) {
  bool s3 = uri.compare(0, 5, "s3://") == 0;
  if (s3) ARROW_RETURN_NOT_OK(LoadS3Once());
  auto opened = fs::FileSystemFromUriOrPath(uri, path);
  // The library crashes at the process's exit unless it was ended before; what it set up at its first use ends after this does.
  static std::once_flag once;
  if (s3) std::call_once(once, [] { std::atexit(dwa_finalize); });
  return opened;
}

Result<std::shared_ptr<arrow::Field>> FieldNamed(const arrow::Schema &schema, const std::string &name) {
  auto fields = schema.GetAllFieldsByName(name);
  if (fields.empty()) return Status::KeyError("there is no column '", name, "'");
  if (fields.size() > 1)
    return Status::KeyError("there are ", fields.size(), " columns '", name, "'; give each a name of its own");
  return fields[0];
}

}  // namespace driftwatch

dwa_dataset *dwa_list(const char *const *paths, size_t count, dwa_error *error) {
  auto dataset = std::make_unique<dwa_dataset>();
  bool listed = Fenced(error, [&]() -> Status {
    ARROW_RETURN_NOT_OK(InitializeOnce());
    std::shared_ptr<fs::FileSystem> filesystem;
    for (size_t i = 0; i < count; ++i) {
      std::string path;
      bool remote = std::strstr(paths[i], "://") != nullptr && std::strncmp(paths[i], "file://", 7) != 0;
      ARROW_ASSIGN_OR_RAISE(auto own, driftwatch::OpenFileSystem(paths[i], &path));
      if (filesystem && !filesystem->Equals(own))
        return Status::Invalid(paths[i], ": is on another file system than ", paths[0]);
      if (!filesystem) filesystem = own;
      ARROW_ASSIGN_OR_RAISE(auto files, Files(*filesystem, path, remote));
      for (const auto &info : files) {
        dataset->files.push_back(File{filesystem, info, nullptr});
        dataset->paths.push_back(info.path());
      }
    }
    return Status::OK();
  });
  return listed ? dataset.release() : nullptr;
}

bool dwa_open(dwa_dataset *dataset, dwa_format format, dwa_error *error) {
  return Fenced(error, [&]() -> Status {
    dataset->format = format;
    auto schema = driftwatch::ReadSchema(dataset->files[0], format);
    if (!schema.ok()) {
      if (dataset->files.size() == 1) return schema.status();
      return schema.status().WithMessage(dataset->paths[0], ": ", schema.status().message());
    }
    dataset->schema = *schema;
    for (const auto &field : dataset->schema->fields()) {
      auto type = field->type();
      if (type->id() == arrow::Type::DICTIONARY) type = static_cast<const arrow::DictionaryType &>(*type).value_type();
      dataset->types.push_back(type->ToString());
    }
    return Status::OK();
  });
}

void dwa_close(dwa_dataset *dataset) { delete dataset; }

size_t dwa_file_count(const dwa_dataset *dataset) { return dataset->files.size(); }

const char *dwa_file_path(const dwa_dataset *dataset, size_t index) { return dataset->paths[index].c_str(); }

size_t dwa_column_count(const dwa_dataset *dataset) { return dataset->types.size(); }

const char *dwa_column_name(const dwa_dataset *dataset, size_t index) {
  return dataset->schema->field(static_cast<int>(index))->name().c_str();
}

const char *dwa_column_type(const dwa_dataset *dataset, size_t index) { return dataset->types[index].c_str(); }

bool dwa_row_count(dwa_dataset *dataset, int64_t *rows, dwa_error *error) {
  *rows = -1;
  if (dataset->format != DWA_FORMAT_PARQUET && dataset->format != DWA_FORMAT_IPC) return true;
  return Fenced(error, [&]() -> Status {
    int64_t sum = 0;
    for (size_t i = 0; i < dataset->files.size(); ++i) {
      auto count = driftwatch::CountRows(dataset->files[i], dataset->format);
      if (!count.ok()) return count.status().WithMessage(dataset->paths[i], ": ", count.status().message());
      sum += *count;
    }
    *rows = sum;
    return Status::OK();
  });
}

void dwa_free_text(char *text) { std::free(text); }

void dwa_finalize(void) {
  Fenced(nullptr, [] {
    arrow::internal::GetCpuThreadPool()->WaitForIdle();
    static_cast<arrow::internal::ThreadPool *>(arrow::io::default_io_context().executor())->WaitForIdle();
    fs::EnsureFinalized();
    return Status::OK();
  });
}
