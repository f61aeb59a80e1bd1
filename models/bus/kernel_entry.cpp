/// SystemC's library asks every program for this entry; Trapline's programs have their own main and
/// start the kernel by sc_start().
#include <systemc>

int sc_main(int, char**) { return 0; }
