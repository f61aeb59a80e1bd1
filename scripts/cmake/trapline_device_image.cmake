# Builds a device model's image: a shared library and its manifest. For Trapline's own devices and for anybody's:
#
#     find_package(trapline REQUIRED)           # or, with a source tree that is not installed,
#     include(/path/to/trapline/scripts/cmake/trapline_device_image.cmake)
#     trapline_device_image(stopwatch SOURCES stopwatch.c)
#
# trapline_device_image(NAME SOURCES a.c ... [LINKS lib ...] [FOOTPRINT "16 KiB"] [INTO folder])
#   NAME       as the image names its device; files are NAME.so and NAME.toml
#   FOOTPRINT  what channels carry of it and the monitor's memory holds, if that is not the library's size
#   INTO       where they are put; the build folder without it
get_filename_component(trapline_images_root ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)
set(trapline_images_include ${trapline_images_root} ${trapline_images_root}/include)
set(trapline_image_manifest ${trapline_images_root}/scripts/image-manifest)
if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/image-manifest)
  # Installed, in lib/cmake/trapline.
  get_filename_component(trapline_images_root ${CMAKE_CURRENT_LIST_DIR}/../../.. ABSOLUTE)
  set(trapline_images_include ${trapline_images_root}/include/trapline ${trapline_images_root}/include)
  set(trapline_image_manifest ${CMAKE_CURRENT_LIST_DIR}/image-manifest)
endif()
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(trapline_device_image name)
  cmake_parse_arguments(arg "" "FOOTPRINT;INTO" "SOURCES;LINKS" ${ARGN})
  if(NOT arg_INTO)
    set(arg_INTO ${CMAKE_CURRENT_BINARY_DIR})
  endif()
  set(footprint "")
  if(arg_FOOTPRINT)
    set(footprint --footprint ${arg_FOOTPRINT})
  endif()
  add_library(image_${name} MODULE ${arg_SOURCES})
  target_include_directories(image_${name} PRIVATE ${trapline_images_include})
  target_link_libraries(image_${name} PRIVATE ${arg_LINKS})
  # Everything that it needs is in it, and nothing but its entry is seen: it can be loaded beside others, and unloaded.
  target_link_options(image_${name} PRIVATE -static-libgcc -static-libstdc++ -Wl,--exclude-libs,ALL)
  if(TRAPLINE_SANITIZE)
    # An image is loaded by programs that know nothing of sanitizers, and its bytes are what results go by.
    target_compile_options(image_${name} PRIVATE -fno-sanitize=all)
    target_link_options(image_${name} PRIVATE -fno-sanitize=all)
  endif()
  set_target_properties(image_${name} PROPERTIES PREFIX "" OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY ${arg_INTO}
                        C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden)
  add_custom_command(TARGET image_${name} POST_BUILD
    COMMAND ${Python3_EXECUTABLE} ${trapline_image_manifest} ${footprint} $<TARGET_FILE:image_${name}>
    VERBATIM)
endfunction()
