#include "platform/recordings/access_trace.h"

#include <cinttypes>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "models/costs/account.h"
#include "platform/recordings/disassembly.h"
#include "sim/report/text_table.h"

namespace trapline {
namespace {

using json = nlohmann::ordered_json;

std::string hex(std::uint64_t value, unsigned digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*" PRIX64 "h", static_cast<int>(digits), value);
  return text;
}

std::string block_of(block in) { return in == 0 ? "" : std::to_string(in); }

/// "port 40h" or "memory B8000h"
std::string where(const closed_access& a) { return (a.is_memory ? "memory " : "port ") + hex(a.address, 1); }

std::string verb(const closed_access& a) { return a.under.key.towards == direction::in ? "reads" : "writes"; }

/// "12.345678901 ms": to the nanosecond and beyond, so that steps of a few cycles stand apart.
std::string milliseconds(instant t) { return fixed(static_cast<double>(t.picoseconds()) / 1e9, 6) + " ms"; }

/// "0 ns" from the beginning of the operation.
std::string since(const clock_domain& clock, cycles began, cycles at) {
  return grouped((clock.edge(at) - clock.edge(began)).nanoseconds());
}

}  // namespace

access_trace::access_trace(trace_filter filter, clock_domain clock, step_vocabulary steps, bool as_json,
                           std::function<void(const std::string&)> out, std::function<void()> enough)
    : filter_{std::move(filter)},
      clock_{clock},
      steps_{steps},
      as_json_{as_json},
      out_{std::move(out)},
      enough_{std::move(enough)} {}

bool access_trace::is_wanted(const std::string& vm, const std::string& device, cycles began) const {
  if (filter_.count != 0 && told_ >= filter_.count) return false;
  return clock_.edge(began) >= filter_.from && (!filter_.vm || *filter_.vm == vm) &&
         (!filter_.device || *filter_.device == device);
}

void access_trace::tell(const std::string& text) {
  out_(text);
  if (++told_ == filter_.count) enough_();
}

void access_trace::packet_changed(const packet_change& change) { packets_.push_back(change); }

void access_trace::level_changed(const level_change& change) { signals_.push_back(change); }

void access_trace::access_closed(const closed_access& a) {
  const path_key& key = a.under.key;
  if (a.width != 0 && is_wanted(key.vm, key.device, a.began)) tell(as_json_ ? json_line(a) : paragraph(a));
  std::erase_if(packets_, [&](const packet_change& p) { return *p.vm == key.vm; });
  std::erase_if(signals_, [&](const level_change& s) { return *s.vm == key.vm; });
}

void access_trace::interrupt_ended(const closed_interrupt& i) {
  if (!filter_.interrupts || !is_wanted(i.under.vm, i.under.source, i.story_began)) return;
  tell(as_json_ ? json_line(i) : paragraph(i));
}

std::string access_trace::steps_text(const access_record& record, cycles began) const {
  text_table t{{"BLOCK", "STEP", ">CYCLES", ">AT ns", "PAID BY"}};
  cycles at = began;
  for (const charged_step& s : record.steps()) {
    t.row({block_of(s.in), std::string{steps_.name_of(s.what)}, grouped(s.took.count()),
           since(clock_, began, at), std::string{payer_in_words(s.by)}});
    at += s.took;
  }
  t.row({"", "total", grouped(record.total().count()), since(clock_, began, at), ""});
  return t.text();
}

std::string access_trace::paragraph(const closed_access& a) const {
  const path_key& key = a.under.key;
  std::string all = milliseconds(clock_.edge(a.began)) + "  " + key.vm + " ";
  if (a.by != nullptr) {
    const instruction_view::instruction i = a.by->look();
    all += "at " + place_of(i) + "  " + in_words(i) + ": ";
  }
  all += verb(a) + " " + hex(a.value, 2 * a.width) + (key.towards == direction::in ? " from " : " to ") +
         where(a) + ", " + key.device + ", answered by " + key.path + "\n" + steps_text(a.record, a.began);
  std::string states;
  for (const packet_change& p : packets_)
    if (*p.vm == key.vm && p.at >= a.began)
      states +=
          (states.empty() ? "" : ", ") + std::string{p.state} + " at " + since(clock_, a.began, p.at) + " ns";
  if (!states.empty()) all += "  request packet: " + states + "\n";
  std::string levels;
  for (const level_change& s : signals_)
    if (*s.vm == key.vm && s.at >= clock_.edge(a.began))
      levels += (levels.empty() ? "" : ", ") + std::string{s.signal} + (s.high ? " rises" : " falls") +
                " at " + grouped((s.at - clock_.edge(a.began)).nanoseconds()) + " ns";
  if (!levels.empty()) all += "  signals: " + levels + "\n";
  return all + "\n";
}

std::string access_trace::paragraph(const closed_interrupt& i) const {
  return milliseconds(clock_.edge(i.story_began)) + "  " + i.under.vm + " interrupt of " + i.under.source +
         ", by " + i.under.injection + ", from what led to it to its end\n" +
         steps_text(*i.story, i.story_began) + "\n";
}

namespace {

json steps_json(const access_record& record, cycles began, const clock_domain& clock,
                const step_vocabulary& names) {
  json all = json::array();
  cycles at = began;
  for (const charged_step& s : record.steps()) {
    all.push_back({{"block", block_of(s.in)},
                   {"step", names.name_of(s.what)},
                   {"cycles", s.took.count()},
                   {"at_ns", clock.edge(at).nanoseconds()},
                   {"paid_by", name_of(s.by)}});
    at += s.took;
  }
  return all;
}

}  // namespace

std::string access_trace::json_line(const closed_access& a) const {
  const path_key& key = a.under.key;
  json line{{"kind", "access"},
            {"time_ns", clock_.edge(a.began).nanoseconds()},
            {"vm", key.vm},
            {"path", key.path},
            {"device", key.device},
            {"direction", key.towards == direction::in ? "in" : "out"},
            {"space", a.is_memory ? "memory" : "port"},
            {"address", a.address},
            {"width", a.width},
            {"value", a.value}};
  if (a.by != nullptr) {
    const instruction_view::instruction i = a.by->look();
    line["cs"] = i.segment;
    line["rip"] = i.offset;
    line["instruction"] = in_words(i);
  }
  line["cycles"] = a.record.total().count();
  line["steps"] = steps_json(a.record, a.began, clock_, steps_);
  line["request_packet"] = json::array();
  for (const packet_change& p : packets_)
    if (*p.vm == key.vm && p.at >= a.began)
      line["request_packet"].push_back({{"state", p.state}, {"at_ns", clock_.edge(p.at).nanoseconds()}});
  line["signals"] = json::array();
  for (const level_change& s : signals_)
    if (*s.vm == key.vm && s.at >= clock_.edge(a.began))
      line["signals"].push_back({{"signal", s.signal}, {"high", s.high}, {"at_ns", s.at.nanoseconds()}});
  return line.dump() + "\n";
}

std::string access_trace::json_line(const closed_interrupt& i) const {
  const json line{{"kind", "interrupt"},
                  {"time_ns", clock_.edge(i.story_began).nanoseconds()},
                  {"vm", i.under.vm},
                  {"source", i.under.source},
                  {"injection", i.under.injection},
                  {"cycles", i.story->total().count()},
                  {"steps", steps_json(*i.story, i.story_began, clock_, steps_)}};
  return line.dump() + "\n";
}

}  // namespace trapline
