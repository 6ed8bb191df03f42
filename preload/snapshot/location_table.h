// Gives each code address of a snapshot one location, and each module it lies
// in one mapping; both are written to the profile when first met.
//
// Stacks share most of their frames, so what was asked for lately is kept where
// neither the modules nor the hash have to be searched for it.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_LOCATION_TABLE_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_LOCATION_TABLE_H_

#include <cstdint>

#include "preload/snapshot/growing_hash.h"
#include "preload/snapshot/module_map.h"
#include "preload/snapshot/profile_writer.h"

namespace leaktrace {

class LocationTable {
 public:
  constexpr LocationTable() = default;

  // Location of `address` for a stack of that epoch; 0: no memory. `modules`
  // must have been frozen.
  uint32_t IdOf(const ModuleMap& modules, uint64_t address,
                uint32_t unload_epoch, ProfileWriter* profile);
  // Location without a mapping.
  uint32_t IdOfPseudo(uint64_t address, ProfileWriter* profile);
  // 0: no memory.
  uint32_t MappingOf(const ModuleMap& modules, const Module& module,
                     ProfileWriter* profile);

  void Clear();
  void Forget();

 private:
  struct Entry {
    uint64_t address = 0;
    uint32_t mapping_id = 0;
    uint32_t location_id = 0;  // 0: empty

    bool IsEmpty() const { return location_id == 0; }
    uint64_t Hash() const { return MixBits(address ^ mapping_id); }
    bool HasKeyOf(const Entry& other) const {
      return address == other.address && mapping_id == other.mapping_id;
    }
  };

  // Direct-mapped; losing an entry costs a search.
  struct Recent {
    uint64_t address = 0;
    uint32_t unload_epoch = 0;
    uint32_t location_id = 0;  // 0: empty
  };
  static constexpr int kRecentBits = 13;

  uint32_t Search(const ModuleMap& modules, uint64_t address,
                  uint32_t unload_epoch, ProfileWriter* profile);
  uint32_t Intern(uint32_t mapping_id, uint64_t address,
                  ProfileWriter* profile);

  GrowingHash<Entry> entries_;
  ReservedArray<Recent> recent_;
  ReservedArray<uint32_t> mapping_ids_;  // by ModuleId; 0: not yet written
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_LOCATION_TABLE_H_
