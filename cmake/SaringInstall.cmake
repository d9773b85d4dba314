# The core as a library for C++ programs: `cmake --install BUILD --component library --prefix FOLDER`
# installs it so that find_package(saring) finds it.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(modules base text lang boilerplate dedup pipeline)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/saring")
set(data_dir "${CMAKE_INSTALL_DATADIR}/saring")

# saring::base … saring::pipeline, and the libraries that are built together with them.
set(installed "")
foreach(module IN LISTS modules)
  set_target_properties(saring_${module} PROPERTIES EXPORT_NAME ${module})
  list(APPEND installed saring_${module})
endforeach()
foreach(library IN ITEMS lexbor lmdb)
  set_target_properties(saring_${library} PROPERTIES EXPORT_NAME ${library})
  list(APPEND installed saring_${library})
endforeach()
install(TARGETS ${installed} EXPORT saringTargets COMPONENT library
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT library)
install(EXPORT saringTargets NAMESPACE saring:: DESTINATION "${package_dir}" COMPONENT library)

install(DIRECTORY "${PROJECT_SOURCE_DIR}/cpp/saring" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT library
  FILES_MATCHING PATTERN "*.hpp" PATTERN "*_internal.hpp" EXCLUDE)
install(FILES "${PROJECT_SOURCE_DIR}/cpp/data/models/lang.saring" DESTINATION "${data_dir}" COMPONENT library)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${data_dir}/licenses" COMPONENT library)

foreach(library IN ITEMS lexbor lmdb)
  set(SARING_${library}_IS_INSTALLED FALSE)
  if(TARGET PkgConfig::saring_installed_${library})
    set(SARING_${library}_IS_INSTALLED TRUE)
  endif()
endforeach()
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/saringConfig.cmake.in"
  "${CMAKE_CURRENT_BINARY_DIR}/saringConfig.cmake"
  INSTALL_DESTINATION "${package_dir}" PATH_VARS data_dir)
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/saringConfigVersion.cmake"
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/saringConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/saringConfigVersion.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/SaringLibraries.cmake" DESTINATION "${package_dir}" COMPONENT library)
