# Language level, warnings and sanitizers, for every target through `saring_options`.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
find_program(SARING_CCACHE ccache)
if(SARING_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Paths are relative to the project, so that another clone can use what this one has compiled.
  # Without the sloppiness, a file with a precompiled header would never be found in the cache.
  set(_ccache "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros "${SARING_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER ${_ccache})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${_ccache})
endif()

add_library(saring_options INTERFACE)
target_compile_options(saring_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  $<$<BOOL:${SARING_WARNINGS_AS_ERRORS}>:-Werror>)
if(SARING_SANITIZE)
  # A report needs only lines: full debug information would double the time to compile.
  target_compile_options(saring_options INTERFACE
    -fsanitize=${SARING_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  target_link_options(saring_options INTERFACE -fsanitize=${SARING_SANITIZE})
endif()

if(SARING_FUZZER)
  # Coverage counters guide the fuzzer, in all code that a target links.
  target_compile_options(saring_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# saring_module(<name> SOURCES … [PUBLIC …] [PRIVATE …]): one static library for one module, target
# `saring_<name>`. It links what the layering allows; tools/check_layers.py checks includes.
function(saring_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(saring_${name} STATIC ${ARG_SOURCES})
  target_include_directories(saring_${name} PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/cpp>"
    "$<INSTALL_INTERFACE:include>")
  target_compile_features(saring_${name} PUBLIC cxx_std_20)
  target_link_libraries(saring_${name} PUBLIC ${ARG_PUBLIC} PRIVATE $<BUILD_INTERFACE:saring_options> ${ARG_PRIVATE})
endfunction()

# saring_test(<module> SOURCES …): one Catch2 program for the tests of one module.
function(saring_test module)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${module}_tests ${ARG_SOURCES})
  if(SARING_SANITIZE)
    # Not if warnings are errors: GCC gives false warnings about code inlined from such a header.
    target_precompile_headers(${module}_tests PRIVATE <catch2/catch.hpp>)
  endif()
  target_include_directories(${module}_tests PRIVATE "${PROJECT_SOURCE_DIR}/tests/cpp")
  target_compile_definitions(${module}_tests PRIVATE
    SARING_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data" SARING_DATA_DIR="${PROJECT_SOURCE_DIR}/cpp/data")
  target_link_libraries(${module}_tests PRIVATE saring_${module} saring_test_main saring_options ${ARG_LINK})
  add_test(NAME ${module} COMMAND ${module}_tests)
endfunction()
