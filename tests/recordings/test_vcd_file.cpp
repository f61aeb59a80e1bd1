#include <catch2/catch.hpp>

#include "platform/recordings/vcd_file.h"

using namespace trapline;

TEST_CASE("vcd: signals are declared in their scopes and changes stand in order of time") {
  vcd_file f;
  const auto irq0 = f.add("a", "irq0 pit"), a20 = f.add("a", "a20"), other = f.add("b", "irq0");
  f.change(a20, true, instant::at_ps(500));
  f.change(irq0, true, instant::at_ps(100));
  f.change(irq0, true, instant::at_ps(150));
  f.change(irq0, false, instant::at_ps(500));
  f.change(other, true, instant::at_ps(700));
  CHECK(f.content() ==
        "$version trapline $end\n$timescale 1 ps $end\n"
        "$scope module a $end\n$var wire 1 ! irq0_pit $end\n$var wire 1 \" a20 $end\n$upscope $end\n"
        "$scope module b $end\n$var wire 1 # irq0 $end\n$upscope $end\n"
        "$enddefinitions $end\n#0\n$dumpvars\n0!\n0\"\n0#\n$end\n"
        "#100\n1!\n#500\n1\"\n0!\n#700\n1#\n");
}
