#include "preload/tracking/cfi_entry.h"

#include "preload/tracking/cfi_reader.h"

namespace leaktrace {
namespace {

constexpr uint8_t kUdata4 = 0x03;
constexpr uint8_t kTableDataRelativeSdata4 = 0x3b;
constexpr uint8_t kOmitted = 0xff;
constexpr uint32_t kExtendedLength = 0xffffffff;
constexpr uint64_t kReturnAddressColumn = 16;

struct Cie {
  uint8_t pointer_encoding = 0;
  bool has_augmentation = false;
};

struct TableRow {
  int32_t function_begin;  // both relative to the header
  int32_t entry;
};

// The last row that begins at or before `pc`, or null.
const TableRow* Search(const TableRow* rows, uint32_t count, int64_t pc) {
  uint32_t low = 0;
  uint32_t high = count;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (rows[middle].function_begin <= pc) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == 0 ? nullptr : rows + low - 1;
}

// Where the FDE of `pc` should be, or null.
const uint8_t* LocateEntry(const LoadedModule& module, uintptr_t pc) {
  const uint8_t* header = module.eh_frame_header;
  if (header < module.begin || header >= module.end) return nullptr;
  CfiReader reader(header, module.end);
  const auto version = reader.Fixed<uint8_t>();
  const auto frame_encoding = reader.Fixed<uint8_t>();
  const auto count_encoding = reader.Fixed<uint8_t>();
  const auto table_encoding = reader.Fixed<uint8_t>();
  if (version != 1 || count_encoding != kUdata4 ||
      table_encoding != kTableDataRelativeSdata4) {
    return nullptr;
  }
  if (frame_encoding != kOmitted) reader.EncodedPointer(frame_encoding);
  const auto count = reader.Fixed<uint32_t>();
  const auto* rows = reinterpret_cast<const TableRow*>(reader.position());
  reader.Skip(size_t{count} * sizeof(TableRow));
  if (!reader.ok()) return nullptr;
  const auto base = reinterpret_cast<uintptr_t>(header);
  const TableRow* row = Search(rows, count, static_cast<int64_t>(pc - base));
  return row == nullptr ? nullptr : header + row->entry;
}

// A reader of one entry's contents, without its length field.
CfiReader OpenEntry(const LoadedModule& module, const uint8_t* entry) {
  if (entry < module.begin || entry >= module.end) return {entry, entry};
  CfiReader reader(entry, module.end);
  const auto length = reader.Fixed<uint32_t>();
  const uint8_t* begin = reader.position();
  if (length == kExtendedLength) return {begin, begin};
  reader.Skip(length);
  return {begin, reader.ok() ? begin + length : begin};
}

// Augmentation letters after 'z': which data follow, in their order.
bool ReadAugmentation(const char* letters, CfiReader* reader, Cie* cie,
                      CfiEntry* entry) {
  const uint64_t length = reader->Uleb();
  CfiReader data = *reader;
  reader->Skip(length);
  for (; *letters != '\0'; ++letters) {
    if (*letters == 'R') {
      cie->pointer_encoding = data.Fixed<uint8_t>();
    } else if (*letters == 'S') {
      entry->signal_frame = true;
    } else if (*letters == 'L') {
      data.Skip(1);
    } else if (*letters == 'P') {
      const auto encoding = data.Fixed<uint8_t>();
      data.Skip((encoding & 7) == 0 ? 8 : 4);
    } else {
      break;
    }
  }
  return data.ok() && reader->ok();
}

bool ReadCie(CfiReader reader, Cie* cie, CfiEntry* entry) {
  const auto id = reader.Fixed<uint32_t>();
  const auto version = reader.Fixed<uint8_t>();
  if (id != 0 || (version != 1 && version != 3)) return false;
  const auto* letters = reinterpret_cast<const char*>(reader.position());
  while (reader.ok() && reader.Fixed<char>() != '\0') {
  }
  entry->code_alignment = reader.Uleb();
  entry->data_alignment = reader.Sleb();
  const uint64_t column =
      version == 1 ? reader.Fixed<uint8_t>() : reader.Uleb();
  if (!reader.ok() || column != kReturnAddressColumn) return false;
  cie->has_augmentation = *letters == 'z';
  if (cie->has_augmentation) {
    if (!ReadAugmentation(letters + 1, &reader, cie, entry)) return false;
  } else if (*letters != '\0') {
    return false;
  }
  entry->initial_program = {reader.position(), reader.end()};
  return reader.ok();
}

}  // namespace

bool FindCfiEntry(const LoadedModule& module, uintptr_t pc, CfiEntry* entry) {
  const uint8_t* fde = LocateEntry(module, pc);
  if (fde == nullptr) return false;
  CfiReader reader = OpenEntry(module, fde);
  const uint8_t* cie_field = reader.position();
  const auto cie_distance = reader.Fixed<uint32_t>();
  if (!reader.ok() || cie_distance == 0) return false;
  Cie cie;
  if (!ReadCie(OpenEntry(module, cie_field - cie_distance), &cie, entry)) {
    return false;
  }
  entry->function_begin = reader.EncodedPointer(cie.pointer_encoding);
  const auto size = (cie.pointer_encoding & 0x0f) == 0
                        ? reader.Fixed<uintptr_t>()
                        : uintptr_t{reader.Fixed<uint32_t>()};
  if (pc - entry->function_begin >= size) return false;
  if (cie.has_augmentation) reader.Skip(reader.Uleb());
  entry->program = {reader.position(), reader.end()};
  return reader.ok();
}

}  // namespace leaktrace
