#include "preload/snapshot/location_table.h"

#include "preload/snapshot/text_buffer.h"

namespace leaktrace {
namespace {

uint32_t WriteMapping(const Module& module, ProfileWriter* profile) {
  char build_id_storage[2 * BuildId::kMaxBytes + 1];
  TextBuffer build_id(build_id_storage);
  build_id.AddHexBytes(module.build_id.span());
  ProfileMapping mapping;
  mapping.start = module.start;
  mapping.limit = module.limit;
  mapping.file_offset = module.file_offset;
  mapping.file_name = profile->AddString(module.path_view());
  if (module.build_id.size_bytes > 0) {
    mapping.build_id = profile->AddString(build_id.view());
  }
  return profile->AddMapping(mapping);
}

}  // namespace

uint32_t LocationTable::MappingOf(const ModuleMap& modules,
                                  const Module& module,
                                  ProfileWriter* profile) {
  if (!mapping_ids_.Reserve(modules.capacity())) return 0;
  uint32_t& id = mapping_ids_[static_cast<uint32_t>(modules.IdOf(&module))];
  if (id == 0) id = WriteMapping(module, profile);
  return id;
}

uint32_t LocationTable::IdOf(const ModuleMap& modules, uint64_t address,
                             uint32_t unload_epoch, ProfileWriter* profile) {
  if (!recent_.Reserve(size_t{1} << kRecentBits)) {
    return Search(modules, address, unload_epoch, profile);
  }
  const size_t index = (address * 0x9e3779b97f4a7c15ull) >> (64 - kRecentBits);
  Recent& recent = recent_[index];
  if (recent.location_id == 0 || recent.address != address ||
      recent.unload_epoch != unload_epoch) {
    recent = {address, unload_epoch,
              Search(modules, address, unload_epoch, profile)};
  }
  return recent.location_id;
}

uint32_t LocationTable::Search(const ModuleMap& modules, uint64_t address,
                               uint32_t unload_epoch, ProfileWriter* profile) {
  const Module* const module = modules.Find(address, unload_epoch);
  if (module == nullptr) return Intern(0, address, profile);
  const uint32_t mapping = MappingOf(modules, *module, profile);
  return mapping == 0 ? 0 : Intern(mapping, address, profile);
}

uint32_t LocationTable::IdOfPseudo(uint64_t address, ProfileWriter* profile) {
  return Intern(0, address, profile);
}

uint32_t LocationTable::Intern(uint32_t mapping_id, uint64_t address,
                               ProfileWriter* profile) {
  // Ids are dense, so the next one is known before the location is written.
  const uint32_t next_id = static_cast<uint32_t>(entries_.size()) + 1;
  Entry* const entry = entries_.FindOrInsert({address, mapping_id, next_id});
  if (entry == nullptr) return 0;
  if (entry->location_id == next_id) profile->AddLocation(mapping_id, address);
  return entry->location_id;
}

void LocationTable::Clear() {
  entries_.Clear();
  recent_.Discard();
  mapping_ids_.Discard();
}

void LocationTable::Forget() {
  entries_.Forget();
  recent_.Forget();
  mapping_ids_.Forget();
}

}  // namespace leaktrace
