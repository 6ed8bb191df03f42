// The type of objects is read from what the compiler left in the stack, never
// guessed from what is near it.
#include "report/analysis/object_type.h"

#include <deque>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

// Of a stack of functions, leaf first, whose last one is the owner.
std::string TypeOf(const std::vector<std::string>& functions) {
  std::deque<Frame> frames;
  std::vector<const Frame*> stack;
  for (const std::string& function : functions) {
    frames.emplace_back().function = function;
    stack.push_back(&frames.back());
  }
  return ObjectType(stack, stack.size() - 1);
}

TEST(ObjectTypeTest, NodesOfContainersAreTheirElements) {
  EXPECT_EQ(TypeOf({"operator new",
                    "std::__new_allocator<std::_List_node<Session>>::allocate",
                    "std::list<Session>::push_back", "Accept"}),
            "Session");
  EXPECT_EQ(
      TypeOf({"std::__new_allocator<std::_Rb_tree_node<std::pair<const int, "
              "Session>>>::allocate",
              "Accept"}),
      "std::pair<const int, Session>");
  EXPECT_EQ(TypeOf({"std::allocator<std::__detail::_Hash_node<Key, false>>::"
                    "allocate",
                    "Accept"}),
            "Key");
}

TEST(ObjectTypeTest, SharedObjectsAreThoseInTheirControlBlock) {
  EXPECT_EQ(TypeOf({"std::__new_allocator<std::_Sp_counted_ptr_inplace<Session,"
                    " std::allocator<void>, (__gnu_cxx::_Lock_policy)2>>::"
                    "allocate",
                    "std::make_shared<Session, int>", "Accept"}),
            "Session");
  EXPECT_EQ(TypeOf({"operator new", "std::make_unique<net::Session, int>"}),
            "net::Session");
}

TEST(ObjectTypeTest, StorageOfVectorsIsAnArray) {
  EXPECT_EQ(TypeOf({"std::__new_allocator<Session>::allocate",
                    "std::_Vector_base<Session>::_M_allocate",
                    "std::vector<Session>::push_back", "Accept"}),
            "Session[]");
  EXPECT_EQ(TypeOf({"std::__new_allocator<char>::allocate",
                    "std::string::_M_create", "Read"}),
            "char[]");
}

TEST(ObjectTypeTest, ClassesSayTheirOwnOperatorNew) {
  EXPECT_EQ(TypeOf({"Session::operator new", "Accept"}), "Session");
}

TEST(ObjectTypeTest, RustBoxesSayWhatTheyHold) {
  EXPECT_EQ(TypeOf({"alloc::boxed::{impl#0}::new<app::Session>", "app::main"}),
            "app::Session");
}

TEST(ObjectTypeTest, NothingIsGuessed) {
  EXPECT_EQ(TypeOf({"operator new", "Session::Session", "Accept"}), "");
  EXPECT_EQ(TypeOf({"malloc", "session_new"}), "");
  EXPECT_EQ(TypeOf({"alloc::boxed::Box<T>::new", "app::main"}), "");
  EXPECT_EQ(
      TypeOf({"std::__new_allocator<std::__detail::_Hash_node_base*>::allocate",
              "std::unordered_map<int, int>::rehash"}),
      "");
  EXPECT_EQ(TypeOf({"std::__new_allocator<Session", "Accept"}), "");
}

TEST(ObjectTypeTest, CallersOfTheOwnerSayNothing) {
  Frame owner;
  owner.function = "Accept";
  Frame caller;
  caller.function = "std::make_unique<Server>";
  const std::vector<const Frame*> stack = {&owner, &caller};
  EXPECT_EQ(ObjectType(stack, 0), "");
}

}  // namespace
}  // namespace leaktrace::report
