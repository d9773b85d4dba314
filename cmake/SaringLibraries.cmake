# Finds the installed libraries that saring links. The build uses this file, and so does the CMake
# package that is installed with saring, so that both find the same libraries.

# saring_find_library(<target> <debian> <header> [<library> [<package> <package target>]]): makes the
# imported target, from the CMake package of the library if it has one, or from header and library.
# If no library is given, only the header is needed. If something is missing, SARING_MISSING says
# what, and how to get it.
macro(saring_find_library target debian header)
  set(_library "${ARGV3}")
  set(_package "${ARGV4}")
  if(NOT TARGET ${target})
    if(_package)
      find_package(${_package} CONFIG QUIET)
    endif()
    if(_package AND TARGET ${ARGV5})
      add_library(${target} INTERFACE IMPORTED GLOBAL)
      target_link_libraries(${target} INTERFACE ${ARGV5})
    else()
      find_path(${target}_INCLUDE ${header})
      if(_library)
        find_library(${target}_LIBRARY ${_library})
      else()
        set(${target}_LIBRARY "")
      endif()
      mark_as_advanced(${target}_INCLUDE ${target}_LIBRARY)
      if(NOT ${target}_INCLUDE OR (_library AND NOT ${target}_LIBRARY))
        set(SARING_MISSING "saring needs ${header}: install the package ${debian}")
      else()
        add_library(${target} INTERFACE IMPORTED GLOBAL)
        target_include_directories(${target} SYSTEM INTERFACE "${${target}_INCLUDE}")
        target_link_libraries(${target} INTERFACE "${${target}_LIBRARY}")
      endif()
    endif()
  endif()
endmacro()

# saring_find_linked_libraries(): finds the libraries that programs with saring must link too.
macro(saring_find_linked_libraries)
  set(SARING_MISSING "")
  saring_find_library(saring_icuuc libicu-dev unicode/uscript.h icuuc)
  saring_find_library(saring_re2 libre2-dev re2/re2.h re2 re2 re2::re2)
  saring_find_library(saring_simdjson libsimdjson-dev simdjson.h simdjson simdjson simdjson::simdjson)
  # A static ICU has its data in a separate library.
  if(TARGET saring_icuuc AND "${saring_icuuc_LIBRARY}" MATCHES "[.](a|lib)$")
    find_library(saring_icudata_LIBRARY NAMES icudata icudt)
    mark_as_advanced(saring_icudata_LIBRARY)
    if(saring_icudata_LIBRARY)
      target_link_libraries(saring_icuuc INTERFACE "${saring_icudata_LIBRARY}")
    endif()
  endif()
endmacro()
