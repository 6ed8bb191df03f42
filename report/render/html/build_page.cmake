# Makes OUTPUT, the page as C++, from the front end in SOURCE; run at build time
# with NODE, NPM, FALLBACK and a directory WORK for its packages. Without them
# (no network the first time) the command is built without a page.
file(COPY ${SOURCE}/ DESTINATION ${WORK} PATTERN node_modules EXCLUDE)
set(lock ${WORK}/package-lock.json)
set(stamp ${WORK}/installed.json)
file(SHA256 ${lock} wanted)
set(have "")
if(EXISTS ${stamp})
  file(READ ${stamp} have)
endif()
set(failed 0)
if(NOT have STREQUAL wanted)
  execute_process(
    COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline
      --loglevel=error
    WORKING_DIRECTORY ${WORK} OUTPUT_QUIET RESULT_VARIABLE failed)
  if(failed EQUAL 0)
    file(WRITE ${stamp} ${wanted})
  endif()
endif()
if(failed EQUAL 0)
  execute_process(COMMAND ${NODE} build.mjs ${OUTPUT}
    WORKING_DIRECTORY ${WORK} RESULT_VARIABLE failed)
endif()
if(NOT failed EQUAL 0)
  message(WARNING "the page is left out of the command: its npm packages "
    "could not be installed or bundled (see above); with a network, remove "
    "${OUTPUT} and build again")
  configure_file(${FALLBACK} ${OUTPUT} COPYONLY)
endif()
