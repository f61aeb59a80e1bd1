// An experiment as a program: two guests share a processor under the policy that is named, and one of them counts ticks.
#include <cstdio>
#include <exception>
#include <memory>

#include "cooperative.h"
#include "models/vmm/scheduling/scheduling_policies.h"
#include "platform/configuration/scenario_loader.h"
#include "platform/simulation.h"

int main(int count, char** values) try {
  using namespace trapline;
  vmm::add_scheduling_policy(
      {"cooperative", [](const vmm::scheduling_terms&) -> std::unique_ptr<vmm::domain_scheduler> {
         return std::make_unique<cooperative>();
       }});
  scenario_request request;
  request.scenario = SCENARIO;
  request.assignments = {"scheduler.policy=" + std::string{count > 1 ? values[1] : "cooperative"}};
  run_control control;
  const results found = simulate(load_scenario(request, data_files{{DATA_FOLDER}}).what, control);
  for (const interrupt_result& i : found.interrupts)
    std::printf("%s: %llu ticks raised, %llu delivered\n", i.vm.c_str(),
                static_cast<unsigned long long>(i.raised), static_cast<unsigned long long>(i.delivered));
} catch (const std::exception& wrong) {
  std::fprintf(stderr, "experiment: %s\n", wrong.what());
  return 2;
}
