/// The room where records close: each once, told to all who subscribe. The statistics of the run are the
/// first of them.
#pragma once

#include <vector>

#include "sim/records/record_listener.h"

namespace trapline {

class records {
 public:
  explicit records(step_vocabulary steps) : counted_{steps} {}
  records(const records&) = delete;
  records& operator=(const records&) = delete;

  run_statistics& statistics() { return counted_.all; }
  const run_statistics& statistics() const { return counted_.all; }
  /// @param listener has to live as long as the simulation.
  void subscribe(record_listener& listener) { listeners_.push_back(&listener); }
  /// Whether anybody has.
  bool is_heard() const { return !listeners_.empty(); }

  void close(const closed_access& a) {
    counted_.access_closed(a);
    for (record_listener* l : listeners_) l->access_closed(a);
  }
  void close(const closed_exit& e) {
    counted_.exit_closed(e);
    for (record_listener* l : listeners_) l->exit_closed(e);
  }
  void deliver(const closed_interrupt& i) {
    counted_.interrupt_delivered(i);
    for (record_listener* l : listeners_) l->interrupt_delivered(i);
  }
  void end(const closed_interrupt& i) {
    counted_.interrupt_ended(i);
    for (record_listener* l : listeners_) l->interrupt_ended(i);
  }
  void close(const closed_install& i) {
    counted_.install_closed(i);
    for (record_listener* l : listeners_) l->install_closed(i);
  }

  void tell(const packet_change& p) {
    for (record_listener* l : listeners_) l->packet_changed(p);
  }
  void tell(const processor_span& s) {
    for (record_listener* l : listeners_) l->processor_spent(s);
  }
  void tell(const physical_access& a) {
    for (record_listener* l : listeners_) l->bus_cycle(a);
  }
  void tell(const level_change& c) {
    for (record_listener* l : listeners_) l->level_changed(c);
  }

 private:
  /// Folds every record into the statistics that it is counted under; of moments it keeps nothing.
  struct counting {
    explicit counting(step_vocabulary steps) : all{steps} {}

    void access_closed(const closed_access& a) {
      a.under.accesses.fold(a.record);
      if (a.exit != nullptr) a.exit->away.add(a.record.total());
    }
    void exit_closed(const closed_exit& e) { e.under.away.add(e.record.total()); }
    void interrupt_delivered(const closed_interrupt& i) { i.under.to_handler.fold(i.way); }
    void interrupt_ended(const closed_interrupt& i) {
      i.under.to_eoi.fold(i.way);
      i.under.story.fold(*i.story);
    }
    void install_closed(const closed_install& i) { all.add(i.what); }

    run_statistics all;
  };

  counting counted_;
  std::vector<record_listener*> listeners_;  ///< besides those
};

}  // namespace trapline
