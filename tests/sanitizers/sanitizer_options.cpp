// What sanitizers go by in each program of a build with TRAPLINE_SANITIZE, so that nobody has to set it in the environment.

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the sanitizers' names
extern "C" {

// A finding ends the program with a code that no command of ours has, so that no test takes it for an answer.
const char* __asan_default_options() { return "exitcode=86"; }
const char* __ubsan_default_options() { return "exitcode=86:print_stacktrace=1"; }
const char* __tsan_default_options() { return "exitcode=86"; }
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
