/// Creative's Sound Blaster 16 (CT1740, DSP 4.05; "Sound Blaster Series Hardware Programming Guide" of 1994):
/// the DSP with direct and DMA output of 8 and 16 bits, single-cycle and auto-initialized, ADPCM, silence,
/// pause; the CT1745 mixer; an MPU-401 in UART mode without an instrument. The FM chip is opl3.
/// Element 13 (Fig. 1): an I/O device, [0016]'s audio device.
///
/// The sample clock is exact: sample n of a transfer reaches the converter n periods after its command. Bytes
/// come by DMA in bursts into a FIFO of 32; where the DMA controller gives none, the converter holds its last
/// level and the missing samples are counted. A block interrupt that comes while the one before has not been
/// acknowledged is counted as late: its driver has not filled the next block in time, if it plays in a ring.
///
/// Commands of the DSP 4 are taken at any time, high-speed ones need no reset. Nothing is connected to the
/// microphone: what is recorded is silence.
///
/// *Not modelled*: the time that the DSP takes for a command (its write buffer is free but for the time of a
/// reset), the volumes (see ct1745), the signal processor (ASP), joystick and CD-ROM ports, MIDI input.
#pragma once

#include "models/devices/dma/i8237_channel.h"
#include "models/devices/line.h"
#include "models/devices/sound/creative_adpcm.h"
#include "models/devices/sound/ct1745.h"
#include "models/devices/sound/sound_output.h"
#include "models/devices/stateful_device.h"

namespace trapline::devices {

/// A sample rate as a fraction, in Hz.
struct sample_rate {
  std::uint32_t numerator, denominator;
};

template <typename Members>
void describe(Members& m, sample_rate& s) {
  m("numerator", s.numerator);
  m("denominator", s.denominator);
}

/// A transfer that a command has started.
struct sb16_transfer {
  enum class kind : std::uint8_t { none, output, input, silence };

  kind what;
  adpcm coding;
  bool words, stereo, has_sign, again, last_block, paused, wants_reference;
  std::uint32_t length, left;  // of a block, in samples; of silence in periods
  sample_rate rate;
  instant origin;  // period n ends n periods later
  std::uint64_t periods;
  adpcm_state decoder;
  std::array<std::uint8_t, 32> fifo;
  std::array<std::uint8_t, 4> decoded;
  std::uint8_t fifo_bytes, decoded_samples;
};

template <typename Members>
void describe(Members& m, sb16_transfer& s) {
  m("what", s.what);
  m("coding", s.coding);
  m("words", s.words);
  m("stereo", s.stereo);
  m("has_sign", s.has_sign);
  m("again", s.again);
  m("last_block", s.last_block);
  m("paused", s.paused);
  m("wants_reference", s.wants_reference);
  m("length", s.length);
  m("left", s.left);
  m("rate", s.rate);
  m("origin", s.origin);
  m("periods", s.periods);
  m("decoder", s.decoder);
  m("fifo", s.fifo);
  m("decoded", s.decoded);
  m("fifo_bytes", s.fifo_bytes);
  m("decoded_samples", s.decoded_samples);
}

struct sb16_state {
  ct1745_state mixer;
  std::uint8_t command, wanted, received;  // of the DSP
  std::array<std::uint8_t, 3> arguments;
  std::array<std::uint8_t, 64> answers;
  std::uint8_t answer_count, last_answer;
  bool in_reset, speaker_on, midi_uart;
  instant ready_at;  // answers AAh after a reset
  std::uint8_t test_register, identification, identification_count;
  std::uint32_t block_length;  // command 48h
  sample_rate output_rate, input_rate;
  sb16_transfer transfer;
  sound_counters counters;
  std::int16_t left, right;  // at the converter
  bool mpu_uart;
  std::uint8_t mpu_answers;  // acknowledgements not read
};

template <typename Members>
void describe(Members& m, sb16_state& s) {
  m.begins("sb16", 1);
  m("mixer", s.mixer);
  m("command", s.command);
  m("wanted", s.wanted);
  m("received", s.received);
  m("arguments", s.arguments);
  m("answers", s.answers);
  m("answer_count", s.answer_count);
  m("last_answer", s.last_answer);
  m("in_reset", s.in_reset);
  m("speaker_on", s.speaker_on);
  m("midi_uart", s.midi_uart);
  m("ready_at", s.ready_at);
  m("test_register", s.test_register);
  m("identification", s.identification);
  m("identification_count", s.identification_count);
  m("block_length", s.block_length);
  m("output_rate", s.output_rate);
  m("input_rate", s.input_rate);
  m("transfer", s.transfer);
  m("counters", s.counters);
  m("left", s.left);
  m("right", s.right);
  m("mpu_uart", s.mpu_uart);
  m("mpu_answers", s.mpu_answers);
}

class sb16 final : public stateful_device<sb16_state>, public sound_player {
 public:
  explicit sb16(std::uint16_t first_port = 0x220, std::uint16_t mpu_port = 0x330);

  /// The output that the mixer's register 80h connects. @param number 2, 5, 7 or 10
  output_line& irq(unsigned number);
  /// @param number 0, 1, 3, 5, 6 or 7
  void connect_dma(unsigned number, dma_channel& channel) { dma_.at(number) = &channel; }
  void connect(sound_output& output) { output_ = &output; }
  const sound_counters& counters() const override { return state_.counters; }

  std::span<const port_window> ports() const override { return windows_; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override;
  instant next_event() const override;
  void reset(instant now) override;

 private:
  void state_restored() override;
  // sb16.cpp: ports
  void reset_dsp(instant now);
  std::uint8_t read_answer();
  std::uint8_t read_mpu(unsigned reg);
  void write_mpu(unsigned reg, std::uint8_t value);
  void interrupt(std::uint8_t sources, instant at);
  void acknowledge(std::uint8_t source, instant now);
  void settle(instant at);

  // sb16_commands.cpp
  void take(std::uint8_t byte, instant now);
  void execute(instant now);
  void answer(std::uint8_t byte);
  void begin_dsp_4(instant now);
  void begin(sb16_transfer::kind, std::uint32_t length, bool again, instant now);
  void begin_adpcm(adpcm, bool with_reference, bool again, instant now);
  void set_paused(bool words, bool paused, instant now);
  void identify_dma(std::uint8_t value, instant now);

  // sb16_transfer.cpp
  instant period_end(std::uint64_t n) const;
  std::uint64_t periods_until_work() const;
  unsigned frame_bytes() const;
  unsigned sample_bytes() const { return state_.transfer.words ? 2 : 1; }
  std::uint32_t frames_ready() const;
  void pass_period(instant at);
  void play_frame(instant at);
  void convert(std::int16_t left, std::int16_t right, instant at);
  void record_frame(instant at);
  void refill(instant at);
  void end_block(instant at);
  void stop();
  dma_channel* channel() const;
  std::size_t move(std::span<std::byte> bytes, bool to_memory, instant at);

  std::array<port_window, 4> windows_;
  ct1745 mixer_{state_.mixer};
  std::array<output_line, 4> irqs_;
  std::array<dma_channel*, 8> dma_{};
  sound_output* output_ = nullptr;
};

}  // namespace trapline::devices
