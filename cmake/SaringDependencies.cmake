# Every outside library, each with one home: xxHash and threads in base, ICU in text, RE2 and the
# HTML parser in boilerplate, LMDB in dedup, simdjson in pipeline. A missing one stops the configuration with one
# line.
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
