# LMDB, the store of the index on disk, as the target saring_lmdb: a static library, so that a wheel
# does not need the system's. The first of these that exists is used:
#
#   1. -DSARING_LMDB_SOURCE=FOLDER     with lmdb.h, mdb.c, midl.c and midl.h
#   2. third_party/lmdb                part of saring's source distribution
#   3. the package index of Python     the source distribution of lmdb, which contains all of LMDB;
#                                      fetched by pip once and checked by its SHA-256
#   4. an installed LMDB               found by pkg-config
set(SARING_LMDB_VERSION 0.9.33)
set(SARING_LMDB_PACKAGE lmdb)
set(SARING_LMDB_PACKAGE_VERSION 1.7.5)
set(SARING_LMDB_SHA256 f0604751762cb097059d5412444c4057b95f386c7ed958363cf63f453e5108da)

set(SARING_LMDB_SOURCE "" CACHE PATH "Folder with the sources of LMDB")

function(saring_build_lmdb source)
  saring_static_library(saring_lmdb "${source}/mdb.c" "${source}/midl.c")
  target_include_directories(saring_lmdb SYSTEM PUBLIC "$<BUILD_INTERFACE:${source}>")
  # Files are checked before LMDB reads them; an assertion would end the process.
  target_compile_definitions(saring_lmdb PRIVATE NDEBUG)
  target_link_libraries(saring_lmdb PUBLIC Threads::Threads)
  find_file(license LICENSE PATHS "${source}" "${source}/.." NO_DEFAULT_PATH NO_CACHE REQUIRED)
  saring_install_licenses(lmdb "${license}")
endfunction()

function(saring_find_lmdb)
  if(SARING_LMDB_SOURCE)
    set(source "${SARING_LMDB_SOURCE}")
    set(origin "given by SARING_LMDB_SOURCE")
  elseif(EXISTS "${PROJECT_SOURCE_DIR}/third_party/lmdb/mdb.c")
    set(source "${PROJECT_SOURCE_DIR}/third_party/lmdb")
    set(origin "carried by the source distribution")
  else()
    saring_fetch_sources(lmdb ${SARING_LMDB_PACKAGE} ${SARING_LMDB_PACKAGE_VERSION}
                         ${SARING_LMDB_SHA256} lib fetched problem)
    set(source "${fetched}/lib")
    set(origin "from ${SARING_LMDB_PACKAGE} ${SARING_LMDB_PACKAGE_VERSION}")
  endif()
  if(EXISTS "${source}/mdb.c")
    saring_build_lmdb("${source}")
    message(STATUS "LMDB: built from source, ${origin}")
    return()
  elseif(SARING_LMDB_SOURCE)
    message(FATAL_ERROR "SARING_LMDB_SOURCE: no mdb.c in ${SARING_LMDB_SOURCE}")
  endif()
  find_package(PkgConfig QUIET)
  if(PKG_CONFIG_FOUND)
    pkg_check_modules(saring_installed_lmdb QUIET IMPORTED_TARGET GLOBAL "lmdb>=0.9.24" "lmdb<0.10")
  endif()
  if(NOT saring_installed_lmdb_FOUND)
    message(FATAL_ERROR "saring needs LMDB ${SARING_LMDB_VERSION}, and ${problem}. Make the Python "
            "package index reachable for pip, or give the sources by -DSARING_LMDB_SOURCE=FOLDER, or "
            "install LMDB.")
  endif()
  add_library(saring_lmdb INTERFACE)
  target_link_libraries(saring_lmdb INTERFACE PkgConfig::saring_installed_lmdb)
  message(STATUS "LMDB: ${saring_installed_lmdb_VERSION}, installed")
endfunction()

saring_find_lmdb()
