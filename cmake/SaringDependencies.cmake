# The outside libraries. Only one module uses each: xxHash and threads in base, ICU in text, RE2 and
# the HTML parser in boilerplate, LMDB in dedup, simdjson in pipeline. If one is missing, the
# configuration stops with a message of one line.
find_package(Threads REQUIRED)
include(SaringLibraries)
saring_find_linked_libraries()
saring_find_library(saring_icui18n libicu-dev unicode/dtfmtsym.h icui18n)
saring_find_library(saring_xxhash libxxhash-dev xxhash.h)
if(SARING_MISSING)
  message(FATAL_ERROR "${SARING_MISSING}")
endif()
include(SaringSources)
include(SaringLexbor)
include(SaringLmdb)
