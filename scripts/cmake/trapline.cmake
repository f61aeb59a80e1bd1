# What every folder's CMakeLists.txt uses: one library a folder, one test program a folder of tests.

add_library(trapline_warnings INTERFACE)
target_compile_options(trapline_warnings INTERFACE -Wall -Wextra -Wshadow -Wconversion)
if(TRAPLINE_WERROR)
  target_compile_options(trapline_warnings INTERFACE -Werror)
endif()
if(TRAPLINE_SANITIZE)
  add_compile_options(-fsanitize=${TRAPLINE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TRAPLINE_SANITIZE})
  # What a sanitizer adds keeps GCC 12 from seeing that std::regex sets what it reads.
  target_compile_options(trapline_warnings INTERFACE -Wno-maybe-uninitialized)
  # Who tells the sanitizer of stacks is no part of what it looks at.
  add_library(trapline_told_stacks OBJECT ${PROJECT_SOURCE_DIR}/tests/sanitizers/sanitizer_options.cpp
              ${PROJECT_SOURCE_DIR}/tests/sanitizers/told_stacks.cpp)
  target_compile_options(trapline_told_stacks PRIVATE -fno-sanitize=all)
  set(TRAPLINE_TOLD_STACKS trapline_told_stacks ${CMAKE_DL_LIBS})
endif()

function(trapline_compile_alone)
  if(ARGN)
    set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
endfunction()

# trapline_library(NAME SOURCES a.cpp ... [LINKS lib ...] [ALONE a.cpp ...])
#   ALONE      sources whose local names others of the library have too: never compiled in one go with those, where
#              the preset compiles sources in batches (CMAKE_UNITY_BUILD: a build in a quarter of the time)
function(trapline_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;ALONE" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  trapline_compile_alone(${arg_ALONE})
  set_target_properties(${name} PROPERTIES TRAPLINE_ALONE "${arg_ALONE}")
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:include/trapline>)
  target_link_libraries(${name} PUBLIC ${arg_LINKS} PRIVATE $<BUILD_INTERFACE:trapline_warnings>)
endfunction()

# trapline_test(NAME SOURCES a.cpp ... [LINKS lib ...] [LABELS l ...] [ALONE a.cpp ...]): a Catch2 program; each TEST_CASE
# is a ctest of its own and so a process of its own, as SystemC needs (one elaboration a process).
function(trapline_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;LABELS;ALONE" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  trapline_compile_alone(${arg_ALONE})
  # Half of a whole build is tests, and they spend their time in the libraries: compiling them counts, not their speed.
  target_compile_options(${name} PRIVATE $<$<CONFIG:RelWithDebInfo>:-Og>)
  target_link_libraries(${name} PRIVATE ${arg_LINKS} trapline_test_main trapline_warnings ${TRAPLINE_TOLD_STACKS})
  target_compile_definitions(${name} PRIVATE TRAPLINE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  catch_discover_tests(${name} TEST_PREFIX "${name}: " PROPERTIES LABELS "${arg_LABELS}")
endfunction()
