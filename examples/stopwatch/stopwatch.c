/* A stopwatch as a device model: four ports from 310h on and an interrupt.
 *
 *   310h  write: bit 0 runs it, bit 1 sets it to zero    read: bit 0 it runs, bit 1 the alarm has gone off
 *   311h  the alarm, in milliseconds after zero; 0 is none
 *   312h  read: milliseconds, the low byte; the high byte is held until it is read
 *   313h  read: the high byte
 *
 * IRQ 5 is high from the alarm until 310h is read.
 */
#include <stdlib.h>
#include <string.h>
#include <trapline/device_image.h>

#define MS UINT64_C(1000000000) /* in picoseconds */

struct state {
  uint64_t since;   /* when it was last started */
  uint64_t before;  /* what had passed by then */
  uint8_t runs, alarm_ms, alarmed, high_byte;
  uint8_t unused[4];
};

struct stopwatch {
  const struct trapline_host *host;
  struct state s;
};

static uint64_t passed(const struct state *s, uint64_t now) { return s->before + (s->runs ? now - s->since : 0); }

static uint64_t next_event(const void *d, uint32_t chip) {
  const struct state *s = &((const struct stopwatch *)d)->s;
  (void)chip;
  if (!s->runs || s->alarmed || s->alarm_ms == 0 || s->before >= s->alarm_ms * MS) return TRAPLINE_NEVER;
  return s->since + s->alarm_ms * MS - s->before;
}

static void set_alarmed(struct stopwatch *w, uint8_t alarmed, uint64_t now) {
  if (w->s.alarmed == alarmed) return;
  w->s.alarmed = alarmed;
  w->host->set_line(w->host->context, 0, alarmed, now);
}

static void advance(void *d, uint32_t chip, uint64_t now) {
  if (next_event(d, chip) <= now) {
    struct stopwatch *w = d;
    /* Once an alarm: what has passed is counted anew from here. */
    w->s.before = passed(&w->s, now);
    w->s.since = now;
    set_alarmed(w, 1, now);
  }
}

static uint32_t read(void *d, uint32_t chip, uint32_t reg, uint32_t width, uint64_t now) {
  struct stopwatch *w = d;
  uint32_t value;
  (void)width;
  advance(d, chip, now);
  switch (reg) {
    case 0:
      value = w->s.runs | (uint32_t)w->s.alarmed << 1;
      set_alarmed(w, 0, now);
      return value;
    case 1: return w->s.alarm_ms;
    case 2:
      value = (uint32_t)(passed(&w->s, now) / MS);
      w->s.high_byte = (uint8_t)(value >> 8);
      return value & 0xff;
    default: return w->s.high_byte;
  }
}

static void write(void *d, uint32_t chip, uint32_t reg, uint32_t width, uint32_t value, uint64_t now) {
  struct state *s = &((struct stopwatch *)d)->s;
  (void)width;
  advance(d, chip, now);
  if (reg > 1) return;
  s->before = passed(s, now);
  s->since = now;
  if (reg == 1) {
    s->alarm_ms = (uint8_t)value;
    return;
  }
  if ((value & 2) != 0) s->before = 0;
  s->runs = value & 1;
}

static void *create(const struct trapline_host *host) {
  struct stopwatch *w = calloc(1, sizeof *w);
  if (w != NULL) w->host = host;
  return w;
}

static void destroy(void *d) { free(d); }

static void reset(void *d, uint64_t now) {
  struct stopwatch *w = d;
  set_alarmed(w, 0, now);
  memset(&w->s, 0, sizeof w->s);
}

static uint64_t save(const void *d, uint32_t chip, uint8_t *to, uint64_t room) {
  (void)chip;
  if (room >= sizeof(struct state)) memcpy(to, &((const struct stopwatch *)d)->s, sizeof(struct state));
  return sizeof(struct state);
}

static int32_t load(void *d, uint32_t chip, const uint8_t *from, uint64_t length) {
  (void)chip;
  if (length != sizeof(struct state)) return 1;
  memcpy(&((struct stopwatch *)d)->s, from, sizeof(struct state));
  return 0;
}

static int32_t line_level(const void *d, uint32_t line) {
  (void)line;
  return ((const struct stopwatch *)d)->s.alarmed;
}

static const struct trapline_ports ports[] = {{0x310, 4, 0}};
static const struct trapline_chip chips[] = {{"stopwatch", 1, 1, ports, 0, NULL}};
static const struct trapline_line lines[] = {{"alarm", 5}};

const struct trapline_device *trapline_device_image(void) {
  static const struct trapline_device device = {
      .size = sizeof device,
      .interface_version = TRAPLINE_DEVICE_INTERFACE,
      .name = "stopwatch",
      .version = "1",
      .chip_count = 1,
      .chips = chips,
      .line_count = 1,
      .lines = lines,
      .create = create,
      .destroy = destroy,
      .read = read,
      .write = write,
      .advance = advance,
      .next_event = next_event,
      .reset = reset,
      .save = save,
      .load = load,
      .line_level = line_level,
  };
  return &device;
}
