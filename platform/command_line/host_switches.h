/// Switches of what decides how long a run takes on the host, and nothing else.
#pragma once

#include <boost/program_options.hpp>

namespace trapline {

void add_host_switches(boost::program_options::options_description&);
/// By the environment, so that processes which run a part of the work follow them too.
void follow_host_switches(const boost::program_options::variables_map&);

}  // namespace trapline
