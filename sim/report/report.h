/// Results for people: tables in the manner of `perf kvm stat`, and where the time of an access goes.
#pragma once

#include <string>
#include <vector>

#include "sim/report/document.h"
#include "sim/results/results.h"

namespace trapline {

/// The whole report.
document report_of(const results& r);
inline std::string text_report(const results& r) { return text_of(report_of(r)); }

/// The profile and its doubtful costs; the last part. None without a profile.
std::optional<document_part> costs_part(const results& r);

/// The steps of several operations as one list: sums by block and step, in the order of the first.
std::vector<step_figures> merged_steps(const std::vector<const std::vector<step_figures>*>& lists);
/// Whose waterfall that of one VM is part of: its own, or where many would say the same, that of all.
std::string waterfall_of(const std::string& vm, const results& r);
/// A row a step: block, name, mean cycles an operation, and a bar that begins where the step begins.
text_table waterfall(const std::vector<step_figures>& steps, std::uint64_t operations,
                     const profile_summary& profile);
/// "[E]" or "[M]" for a step whose cost is doubtful, else "".
std::string doubt_about(const std::string& step, const profile_summary& profile);

}  // namespace trapline
