# lexbor, the HTML parser, as the target saring_lexbor. The first of these that exists is used:
#
#   1. -DSARING_LEXBOR_SOURCE=FOLDER   sources of lexbor, or of a package that contains them
#   2. third_party/lexbor              part of saring's source distribution
#   3. an installed lexbor             found by pkg-config
#   4. the package index of Python     the source distribution of selectolax, which contains all of
#                                      lexbor; fetched by pip once and checked by its SHA-256
#
# From sources, only the HTML part is built, as a static library.
set(SARING_LEXBOR_VERSION 3.1.0)
set(SARING_LEXBOR_PACKAGE selectolax)
set(SARING_LEXBOR_PACKAGE_VERSION 1.0.2)
set(SARING_LEXBOR_SHA256 f0508ad927aa426425d4aa7a2bb2f8b21c01412534465bd227e241d4d0a6a418)

set(SARING_LEXBOR_SOURCE "" CACHE PATH "Folder with the sources of lexbor")

# Sets `out` to the folder below `folder` that contains lexbor/html/parser.h, or to "".
function(saring_lexbor_below folder out)
  set(${out} "" PARENT_SCOPE)
  foreach(below IN ITEMS . source lexbor/source)
    if(EXISTS "${folder}/${below}/lexbor/html/parser.h")
      get_filename_component(found "${folder}/${below}" REALPATH)
      set(${out} "${found}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

function(saring_build_lexbor source)
  foreach(module IN ITEMS core dom html ns tag)
    file(GLOB_RECURSE found "${source}/lexbor/${module}/*.c")
    list(APPEND sources ${found})
  endforeach()
  file(GLOB found "${source}/lexbor/ports/posix/lexbor/core/*.c")
  list(APPEND sources ${found})
  saring_static_library(saring_lexbor ${sources})
  target_include_directories(saring_lexbor SYSTEM PUBLIC "$<BUILD_INTERFACE:${source}>")
  target_compile_definitions(saring_lexbor PUBLIC LEXBOR_STATIC)
  find_file(license LICENSE PATHS "${source}" "${source}/.." NO_DEFAULT_PATH NO_CACHE REQUIRED)
  find_file(notice NOTICE PATHS "${source}" "${source}/.." NO_DEFAULT_PATH NO_CACHE REQUIRED)
  saring_install_licenses(lexbor "${license}" "${notice}")
endfunction()

function(saring_find_lexbor)
  if(SARING_LEXBOR_SOURCE)
    saring_lexbor_below("${SARING_LEXBOR_SOURCE}" source)
    if(NOT source)
      message(FATAL_ERROR "SARING_LEXBOR_SOURCE: no lexbor/html/parser.h below ${SARING_LEXBOR_SOURCE}")
    endif()
    set(origin "given by SARING_LEXBOR_SOURCE")
  else()
    saring_lexbor_below("${PROJECT_SOURCE_DIR}/third_party/lexbor" source)
    set(origin "carried by the source distribution")
  endif()
  if(NOT source)
    find_package(PkgConfig QUIET)
    if(PKG_CONFIG_FOUND)
      pkg_check_modules(saring_installed_lexbor QUIET IMPORTED_TARGET GLOBAL "lexbor>=${SARING_LEXBOR_VERSION}" "lexbor<4")
    endif()
    if(saring_installed_lexbor_FOUND)
      add_library(saring_lexbor INTERFACE)
      target_link_libraries(saring_lexbor INTERFACE PkgConfig::saring_installed_lexbor)
      message(STATUS "lexbor: ${saring_installed_lexbor_VERSION}, installed")
      return()
    endif()
    saring_fetch_sources(lexbor ${SARING_LEXBOR_PACKAGE} ${SARING_LEXBOR_PACKAGE_VERSION}
                         ${SARING_LEXBOR_SHA256} lexbor fetched problem)
    if(NOT fetched)
      message(FATAL_ERROR "saring needs lexbor ${SARING_LEXBOR_VERSION}, and ${problem}. Install lexbor, or "
              "give its sources by -DSARING_LEXBOR_SOURCE=FOLDER, or make the Python package index "
              "reachable for pip.")
    endif()
    saring_lexbor_below("${fetched}/lexbor" source)
    set(origin "from ${SARING_LEXBOR_PACKAGE} ${SARING_LEXBOR_PACKAGE_VERSION}")
  endif()
  saring_build_lexbor("${source}")
  message(STATUS "lexbor: built from source, ${origin}")
endfunction()

saring_find_lexbor()
