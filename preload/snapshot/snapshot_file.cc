#include "preload/snapshot/snapshot_file.h"

#include "preload/snapshot_format.h"

namespace leaktrace {
namespace {

// Holds function addresses and paths: not for everybody.
constexpr unsigned kFileMode = 0640;
constexpr std::string_view kTemporarySuffix = ".tmp";

}  // namespace

void AppendSnapshotName(uint32_t sequence, TextBuffer* out) {
  out->AddDecimal(sequence, format::kSequenceDigits)
      .Add(format::kSnapshotSuffix);
}

SnapshotFile::SnapshotFile(int directory_fd, uint32_t sequence)
    : directory_fd_(directory_fd) {
  TextBuffer name(name_);
  AppendSnapshotName(sequence, &name);
  TextBuffer(temporary_name_).Add(name.view()).Add(kTemporarySuffix);
}

int SnapshotFile::Create() {
  const long fd =
      sys::CreateExclusively(directory_fd_, temporary_name_, kFileMode);
  if (fd < 0) return static_cast<int>(-fd);
  fd_.Adopt(static_cast<int>(fd));
  return 0;
}

int SnapshotFile::Finish(sys::FileWriter* writer) {
  writer->Flush();
  fd_.Close();
  if (writer->error() == 0) {
    const long result =
        sys::RenameWithin(directory_fd_, temporary_name_, name_);
    if (result < 0) writer->Fail(static_cast<int>(-result));
  }
  if (writer->error() != 0) sys::UnlinkWithin(directory_fd_, temporary_name_);
  return writer->error();
}

}  // namespace leaktrace
