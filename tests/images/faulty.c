/* Images that call themselves stopwatch and have one fault each, by what is defined; WINDOWED has none, and memory. */
#include <stdlib.h>
#include <string.h>
#include <trapline/device_image.h>

struct device {
  const struct trapline_host *host;
  uint8_t registers[4];
  uint64_t reads;
};

static unsigned made;

static void *create(const struct trapline_host *host) {
  struct device *d = calloc(1, sizeof *d);
  if (d != NULL) d->host = host;
  ++made;
  return d;
}
static void destroy(void *d) { free(d); }

static uint32_t read_register(void *it, uint32_t chip, uint32_t reg, uint32_t width, uint64_t now) {
  struct device *d = it;
  (void)chip, (void)width, (void)now;
  ++d->reads;
#ifdef CRASHES
  if (d->reads > 100) *(volatile int *)0 = 1;
#endif
#ifdef HANGS
  for (volatile unsigned i = 0; d->reads > 100; ++i) {
  }
#endif
#ifdef EXITS
  if (d->reads > 100) _Exit(0);
#endif
#ifdef FORGETS
  return (uint32_t)(d->reads >> 4 & 0xff);
#endif
#ifdef GUESSES
  return (uint32_t)((uintptr_t)d >> 4 & 0xff);
#endif
  return d->registers[reg];
}
static void write_register(void *it, uint32_t chip, uint32_t reg, uint32_t width, uint32_t value, uint64_t now) {
  (void)chip, (void)width, (void)now;
  ((struct device *)it)->registers[reg] = (uint8_t)value;
}
static void advance(void *it, uint32_t chip, uint64_t now) { (void)it, (void)chip, (void)now; }
static uint64_t next_event(const void *it, uint32_t chip) {
  (void)it, (void)chip;
#ifdef LATE
  return ((const struct device *)it)->registers[1] == 0 ? TRAPLINE_NEVER : 1;
#endif
  return TRAPLINE_NEVER;
}
static void reset(void *it, uint64_t now) {
  (void)now;
  memset(((struct device *)it)->registers, 0, 4);
}
static uint64_t save(const void *it, uint32_t chip, uint8_t *to, uint64_t room) {
  (void)chip;
  if (room >= 4) memcpy(to, ((const struct device *)it)->registers, 4);
  return 4;
}
static int32_t load(void *it, uint32_t chip, const uint8_t *from, uint64_t length) {
  struct device *d = it;
  (void)chip;
  if (length != 4) return 1;
  memcpy(d->registers, from, 4);
#ifdef TELLS
  d->host->set_line(d->host->context, 0, 1, 1);
#endif
  return 0;
}
static int32_t line_level(const void *it, uint32_t line) {
  (void)it, (void)line;
  return 0;
}

#if defined(OTHER_PORTS)
static const struct trapline_ports ports[] = {{0x320, 4, 0}};
#elif defined(TAKEN_PORT)
static const struct trapline_ports ports[] = {{0x3f8, 4, 0}};
#else
static const struct trapline_ports ports[] = {{0x310, 4, 0}};
#endif
#if defined(IN_RAM)
static const struct trapline_memory memory[] = {{0x100000, 4, 0}};
static const struct trapline_chip chips[] = {{"stopwatch", 1, 1, ports, 1, memory}};
#elif defined(WINDOWED)
static const struct trapline_memory memory[] = {{0xd0000, 4, 0}};
static const struct trapline_chip chips[] = {{"stopwatch", 1, 1, ports, 1, memory}};
#else
static const struct trapline_chip chips[] = {{"stopwatch", 1, 1, ports, 0, NULL}};
#endif
static const struct trapline_line lines[] = {{"alarm", 5}};

const struct trapline_device *trapline_device_image(void) {
  static struct trapline_device device = {
      .size = sizeof device, .interface_version = TRAPLINE_DEVICE_INTERFACE, .name = "stopwatch", .version = "1",
      .chip_count = 1, .chips = chips, .line_count = 1, .lines = lines,
      .create = create, .destroy = destroy, .read = read_register, .write = write_register,
      .advance = advance, .next_event = next_event, .reset = reset, .save = save, .load = load,
      .line_level = line_level};
#ifdef OTHER_INTERFACE
  device.interface_version = 7;
#endif
#ifdef NO_TABLE
  device.save = NULL;
#endif
  return &device;
}
