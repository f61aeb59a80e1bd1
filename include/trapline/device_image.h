/* The interface of a device model's image: a shared library that trapline loads and hosts. C, so that any
 * language and compiler can make one; nothing of C++ crosses it, no exceptions and no memory to be freed by the
 * other side.
 *
 * An image exports one function,
 *
 *     const struct trapline_device *trapline_device_image(void);
 *
 * which returns a table that stays as it is for as long as the image is loaded. An image can be loaded more than
 * once and can have many instances at a time: everything that changes belongs to an instance, nothing to a
 * variable of the image.
 *
 * Time is an argument, in picoseconds since the machine's power-on; an instance has no clock of its own. It never
 * runs backwards from one call for an instance to the next. The same calls give the same answers, whenever and
 * wherever: no files, no real time, no threads, no randomness that is not part of the state.
 *
 * Compatibility: every table begins with its size in bytes. Later versions only append to tables, and who reads
 * one reads no further than its size says. TRAPLINE_DEVICE_INTERFACE changes if that is ever not enough.
 */
#ifndef TRAPLINE_DEVICE_IMAGE_H
#define TRAPLINE_DEVICE_IMAGE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRAPLINE_DEVICE_INTERFACE 1u
#define TRAPLINE_NEVER UINT64_MAX /* of an instant: nothing is pending */

/* Consecutive I/O ports, and the register that the first of them selects. */
struct trapline_ports {
  uint16_t first_port, count, first_register;
};

/* Consecutive addresses of physical memory, and the register that the first of them selects. */
struct trapline_memory {
  uint64_t first, bytes;
  uint32_t first_register;
};

/* A part of the device that answers by itself; most devices have one. Registers are numbered within it. */
struct trapline_chip {
  const char* name;
  uint32_t
      shows_time; /* 1: it counts or shows time, and follows the virtual machine's own if that stands still */
  uint32_t port_count;
  const struct trapline_ports* ports;
  uint32_t memory_count;
  const struct trapline_memory* memory;
};

/* An output of the device. */
struct trapline_line {
  const char* name;
  int32_t irq; /* the input of the interrupt controllers that it is connected to, 0 to 15; -1: to none */
};

/* What the host gives to an instance. */
struct trapline_host {
  uint32_t size; /* of this table */
  void* context; /* to be given back in every call */
  /* An output has this level from `now` on. Only within read, write, advance and reset; so are the others. */
  void (*set_line)(void* context, uint32_t line, int32_t high, uint64_t now);

  /* There if `size` says so. A character leaves by this way out of the device's, counted from 0. */
  void (*put)(void* context, uint32_t way, uint8_t character);
  /* There if `size` says so; null if nobody listens. The speaker's membrane is pushed out or not from `now` on, or
   * swings with this period in clocks of the timer, if that is not 0. */
  void (*move_speaker)(void* context, int32_t out, uint32_t period, uint64_t now);
};

struct trapline_device {
  uint32_t size;              /* of this table */
  uint32_t interface_version; /* TRAPLINE_DEVICE_INTERFACE */
  const char* name;           /* lower-case letters, digits, underscores */
  const char* version;        /* of the image; saved states of equal versions fit one another */

  uint32_t chip_count; /* at least one */
  const struct trapline_chip* chips;
  uint32_t line_count;
  const struct trapline_line* lines;

  /* A device in its state at power-on; null if it cannot be made. The host's table outlives it. */
  void* (*create)(const struct trapline_host* host);
  void (*destroy)(void* device);

  /* The widest access, in bytes (1, 2 or 4), that a register takes whole; null: all take single bytes. The bus
   * breaks a wider access into consecutive ones. */
  uint32_t (*widest_access)(const void* device, uint32_t chip, uint32_t reg);
  /* `width` is 1, 2 or 4. The device first catches up to `now`. */
  uint32_t (*read)(void* device, uint32_t chip, uint32_t reg, uint32_t width, uint64_t now);
  void (*write)(void* device, uint32_t chip, uint32_t reg, uint32_t width, uint32_t value, uint64_t now);
  /* Lets its time pass: outputs change at most as late as this is called. */
  void (*advance)(void* device, uint32_t chip, uint64_t now);
  /* When it changes an output next by itself, strictly after the last `now`; TRAPLINE_NEVER if nothing is pending. */
  uint64_t (*next_event)(const void* device, uint32_t chip);
  /* The reset pin of all of it. */
  void (*reset)(void* device, uint64_t now);

  /* The whole state of a chip. Writes it to `to` if that has room for it. Returns its length in bytes, which is
   * always the same. */
  uint64_t (*save)(const void* device, uint32_t chip, uint8_t* to, uint64_t room);
  /* Takes a state over, without telling any line. Returns 0, or something else for bytes that are no such state;
   * then nothing has changed. */
  int32_t (*load)(void* device, uint32_t chip, const uint8_t* from, uint64_t length);
  /* The level of an output. */
  int32_t (*line_level)(const void* device, uint32_t line);
};

/* The one symbol of an image. */
#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
const struct trapline_device*
trapline_device_image(void);

#ifdef __cplusplus
}
#endif

#endif
