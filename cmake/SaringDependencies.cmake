# Every outside library, each with one home: xxHash and threads in base, ICU in text, RE2 and the
# HTML parser in boilerplate, simdjson in pipeline. A missing one stops the configuration with one
# line.
find_package(Threads REQUIRED)

# saring_find_library(<target> <package> <header> [<library>]): without a library, the header is all
# that is needed.
function(saring_find_library target package header)
  find_path(${target}_INCLUDE ${header})
  mark_as_advanced(${target}_INCLUDE)
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} SYSTEM INTERFACE "${${target}_INCLUDE}")
  set(is_found "${${target}_INCLUDE}")
  foreach(library ${ARGN})
    find_library(${target}_LIBRARY ${library})
    mark_as_advanced(${target}_LIBRARY)
    target_link_libraries(${target} INTERFACE "${${target}_LIBRARY}")
    if(NOT ${target}_LIBRARY)
      set(is_found FALSE)
    endif()
  endforeach()
  if(NOT is_found)
    message(FATAL_ERROR "saring needs ${header} ${ARGN}: install the package ${package}")
  endif()
endfunction()

saring_find_library(saring_xxhash libxxhash-dev xxhash.h)
saring_find_library(saring_icuuc libicu-dev unicode/uscript.h icuuc)
saring_find_library(saring_re2 libre2-dev re2/re2.h re2)
saring_find_library(saring_gumbo libgumbo-dev gumbo.h gumbo)
saring_find_library(saring_simdjson libsimdjson-dev simdjson.h simdjson)
