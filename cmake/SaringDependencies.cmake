# Every outside library, each with one home: xxHash and threads in base, ICU in text, RE2 and the
# HTML parser in boilerplate, LMDB in dedup, simdjson in pipeline. A missing one stops the configuration with one
# line.
find_package(Threads REQUIRED)

# saring_find_library(<target> <package> <header> [<library>]): without a library, the header is all
# that is needed.
function(saring_find_library target package header)
  set(library "${ARGV3}")
  find_path(${target}_INCLUDE ${header})
  if(library)
    find_library(${target}_LIBRARY ${library})
  else()
    set(${target}_LIBRARY "")
  endif()
  mark_as_advanced(${target}_INCLUDE ${target}_LIBRARY)
  if(NOT ${target}_INCLUDE OR (library AND NOT ${target}_LIBRARY))
    message(FATAL_ERROR "saring needs ${header}: install the package ${package}")
  endif()
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} SYSTEM INTERFACE "${${target}_INCLUDE}")
  target_link_libraries(${target} INTERFACE "${${target}_LIBRARY}")
endfunction()

saring_find_library(saring_xxhash libxxhash-dev xxhash.h)
saring_find_library(saring_icuuc libicu-dev unicode/uscript.h icuuc)
saring_find_library(saring_icui18n libicu-dev unicode/dtfmtsym.h icui18n)
saring_find_library(saring_re2 libre2-dev re2/re2.h re2)
saring_find_library(saring_simdjson libsimdjson-dev simdjson.h simdjson)
include(SaringSources)
include(SaringLexbor)
include(SaringLmdb)
