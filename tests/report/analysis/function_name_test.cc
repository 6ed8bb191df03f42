// Tests of the names that people see and keys are made of.
#include "report/analysis/function_name.h"

#include <string>

#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

struct Case {
  const char* demangled;
  const char* expected;
};

class NormalizeTest : public testing::TestWithParam<Case> {};

TEST_P(NormalizeTest, GivesTheNameThatSurvivesRebuilds) {
  EXPECT_EQ(NormalizeFunctionName(GetParam().demangled), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    C, NormalizeTest,
    testing::Values(Case{"main", "main"}, Case{"_dictExpand", "_dictExpand"},
                    Case{"parse.constprop.0", "parse"},
                    Case{"parse.isra.0.cold", "parse"},
                    Case{"parse.part.12.constprop.3", "parse"},
                    Case{"fn.llvm.1234567890", "fn"},
                    Case{"fn.lto_priv.0", "fn"}, Case{"malloc@plt", "malloc"},
                    Case{"memcpy@@GLIBC_2.14", "memcpy"},
                    Case{"a.party", "a.party"}, Case{"fn.cold.", "fn"},
                    Case{"fn.part12", "fn"}, Case{"fn.part.1.x", "fn.part.1.x"},
                    Case{".cold", ".cold"}, Case{"fn.12", "fn.12"}));

INSTANTIATE_TEST_SUITE_P(
    Cpp, NormalizeTest,
    testing::Values(
        Case{"ns::Client::connect(int, char const*) const",
             "ns::Client::connect"},
        Case{"ns::f(int) [clone .isra.0] [clone .cold]", "ns::f"},
        Case{"void ns::push<int>(std::vector<int, std::allocator<int> >&)",
             "ns::push<int>"},
        Case{"std::vector<std::__cxx11::basic_string<char, "
             "std::char_traits<char>, std::allocator<char> >, "
             "std::allocator<std::__cxx11::basic_string<char, "
             "std::char_traits<char>, std::allocator<char> > > "
             ">::push_back(std::__cxx11::basic_string<char, "
             "std::char_traits<char>, std::allocator<char> > const&)",
             "std::vector<std::string>::push_back"},
        Case{"std::__1::map<int, A, std::__1::less<int>, "
             "std::__1::allocator<std::__1::pair<int const, A> > "
             ">::operator[](int const&)",
             "std::map<int, A>::operator[]"},
        Case{
            "std::unique_ptr<A, std::default_delete<A> > ns::make<A, int>(int)",
            "ns::make<A, int>"},
        Case{"Registry::name[abi:cxx11](int)", "Registry::name"},
        Case{"(anonymous namespace)::helper(int)",
             "(anonymous namespace)::helper"},
        Case{"ns::(anonymous namespace)::helper()::{lambda(int)#1}::operator()"
             "(int) const",
             "ns::(anonymous namespace)::helper::{lambda#1}::operator()"},
        Case{"operator new(unsigned long)", "operator new"},
        Case{"operator new[](unsigned long, std::nothrow_t const&)",
             "operator new[]"},
        Case{"ns::operator<<(std::ostream&, A const&)", "ns::operator<<"},
        Case{"std::ostream& ns::operator<< <int>(std::ostream&, int)",
             "ns::operator<< <int>"},
        Case{"A::operator->() const", "A::operator->"},
        Case{"A::operator std::__cxx11::basic_string<char, "
             "std::char_traits<char>, std::allocator<char> >() const",
             "A::operator std::string"},
        Case{"co_operate(int)", "co_operate"},
        Case{"Widget::~Widget()", "Widget::~Widget"}));

INSTANTIATE_TEST_SUITE_P(
    OtherLanguages, NormalizeTest,
    testing::Values(
        Case{"alloc::vec::Vec<T>::push::h0123456789abcdef",
             "alloc::vec::Vec<T>::push"},
        Case{"<app::Cache as app::Store>::insert::hfedcba9876543210",
             "<app::Cache as app::Store>::insert"},
        Case{"core[846817f741e54dfd]::fmt::write", "core::fmt::write"},
        Case{"main.(*Server).handle", "main.(*Server).handle"}));

INSTANTIATE_TEST_SUITE_P(Hostile, NormalizeTest,
                         testing::Values(Case{"", ""}, Case{"(", "("},
                                         Case{"a<b<c", "a<b<c"},
                                         Case{"a>b>c", "a>b>c"},
                                         Case{"f((", "f(("},
                                         Case{"[abi:", "[abi:"}));

TEST(NormalizeTest, SurvivesDeepNesting) {
  const std::string deep(100000, '<');
  EXPECT_EQ(NormalizeFunctionName(deep), deep);
}

TEST(RustLinkageNameTest, KnowsBothManglings) {
  EXPECT_TRUE(IsRustLinkageName("_RNvCs1234_7mycrate3foo"));
  EXPECT_TRUE(IsRustLinkageName("_ZN4core3fmt5write17h0123456789abcdefE"));
  EXPECT_FALSE(IsRustLinkageName("_ZN4core6Engine4loadEv"));
  EXPECT_FALSE(IsRustLinkageName("main"));
}

TEST(ModuleBaseNameTest, DropsDirectoriesAndTheDeletedMark) {
  EXPECT_EQ(ModuleBaseName("/usr/lib/libfoo.so.1"), "libfoo.so.1");
  EXPECT_EQ(ModuleBaseName("/usr/bin/app (deleted)"), "app");
  EXPECT_EQ(ModuleBaseName("[vdso]"), "[vdso]");
}

TEST(AddressNameTest, NamesModuleAndOffset) {
  EXPECT_EQ(AddressName("libfoo.so.1", 0x1234), "libfoo.so.1+0x1234");
  EXPECT_EQ(AddressName("", 0x1234), "0x1234");
}

}  // namespace
}  // namespace leaktrace::report
