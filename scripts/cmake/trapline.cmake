# What every folder's CMakeLists.txt uses: one library a folder, one test program a folder of tests.

add_library(trapline_warnings INTERFACE)
target_compile_options(trapline_warnings INTERFACE -Wall -Wextra -Wshadow -Wconversion)
if(TRAPLINE_WERROR)
  target_compile_options(trapline_warnings INTERFACE -Werror)
endif()
if(TRAPLINE_SANITIZE)
  add_compile_options(-fsanitize=${TRAPLINE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TRAPLINE_SANITIZE})
endif()

# trapline_library(NAME SOURCES a.cpp ... [LINKS lib ...])
function(trapline_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${arg_LINKS} PRIVATE trapline_warnings)
endfunction()

# trapline_test(NAME SOURCES a.cpp ... [LINKS lib ...] [LABELS l ...]): a Catch2 program; each TEST_CASE
# is a ctest of its own and so a process of its own, as SystemC needs (one elaboration a process).
function(trapline_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINKS} trapline_test_main trapline_warnings)
  target_compile_definitions(${name} PRIVATE TRAPLINE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  catch_discover_tests(${name} TEST_PREFIX "${name}: " PROPERTIES LABELS "${arg_LABELS}")
endfunction()
