# Sources of libraries that are built here. They come from source distributions on Python's package
# index. pip fetches them once, and their SHA-256 is checked.
set(SARING_DOWNLOADS "${PROJECT_SOURCE_DIR}/build/downloads" CACHE PATH "Where fetched sources are kept")
mark_as_advanced(SARING_DOWNLOADS)

function(saring_python_with_pip out)
  set(${out} "" PARENT_SCOPE)
  find_package(Python QUIET COMPONENTS Interpreter)
  foreach(python IN ITEMS "${Python_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/.venv/bin/python" python3)
    execute_process(COMMAND "${python}" -m pip --version RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
    if(result EQUAL 0)
      set(${out} "${python}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# saring_fetch_sources(<library> <package> <version> <sha256> <below> <out> <problem>): fetches and
# unpacks the folder `below` of a source distribution, and its license. Sets `out` to the folder of
# the distribution, or `problem`.
function(saring_fetch_sources library package version sha256 below out problem)
  set(${out} "" PARENT_SCOPE)
  set(name "${package}-${version}")
  set(archive "${SARING_DOWNLOADS}/${name}.tar.gz")
  if(NOT EXISTS "${archive}")
    saring_python_with_pip(python)
    if(NOT python)
      set(${problem} "there is no Python with pip to fetch it" PARENT_SCOPE)
      return()
    endif()
    message(STATUS "${library}: fetching ${name} from the Python package index")
    # Unpack into a new folder and rename it when it is complete: builds may run in parallel.
    string(RANDOM LENGTH 8 random)
    set(folder "${SARING_DOWNLOADS}/.${random}")
    file(MAKE_DIRECTORY "${folder}")
    execute_process(
      COMMAND "${python}" -m pip download --quiet --disable-pip-version-check --no-deps
              --no-binary ${package} --dest "${folder}" "${package}==${version}"
      RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(EXISTS "${folder}/${name}.tar.gz")
      file(RENAME "${folder}/${name}.tar.gz" "${archive}")
    endif()
    file(REMOVE_RECURSE "${folder}")
    if(NOT EXISTS "${archive}")
      string(STRIP "${output}" output)
      string(REGEX REPLACE ".*\n" "" output "${output}")
      set(${problem} "pip could not fetch ${name} (${output})" PARENT_SCOPE)
      return()
    endif()
  endif()
  file(SHA256 "${archive}" sum)
  if(NOT sum STREQUAL sha256)
    set(${problem} "${archive} has another SHA-256 than the one pinned: remove it" PARENT_SCOPE)
    return()
  endif()
  set(unpacked "${CMAKE_BINARY_DIR}/${library}")
  if(NOT EXISTS "${unpacked}/${name}/${below}")
    file(ARCHIVE_EXTRACT INPUT "${archive}" DESTINATION "${unpacked}"
         PATTERNS "${name}/${below}/*" "${name}/LICENSE")
  endif()
  set(${out} "${unpacked}/${name}" PARENT_SCOPE)
endfunction()

# saring_static_library(<target> <sources> …): a static library from C sources of others.
function(saring_static_library target)
  add_library(${target} STATIC ${ARGN})
  target_compile_options(${target} PRIVATE -w)
  set_target_properties(${target} PROPERTIES C_STANDARD 99 C_VISIBILITY_PRESET hidden)
  if(SARING_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${SARING_SANITIZE} -fno-omit-frame-pointer -g1)
  endif()
  if(SARING_FUZZER)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()

# saring_install_licenses(<library> <files> …): installs licenses next to saring's, in a wheel and
# with the library for C++.
function(saring_install_licenses library)
  include(GNUInstallDirs)
  install(FILES ${ARGN} DESTINATION "${CMAKE_INSTALL_DATADIR}/saring/licenses/${library}" COMPONENT library)
  if(SKBUILD)
    install(FILES ${ARGN} DESTINATION "${SKBUILD_METADATA_DIR}/licenses/${library}" COMPONENT python)
  endif()
endfunction()
