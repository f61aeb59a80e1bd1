; One of the guest loops' loops alone: KIND 0 computes, 1 goes to memory, 2 branches and calls; 3 reads a port.
; 32-bit flat code, loaded and entered at 10000h; the loop count is in ECX. Ends with HLT.
bits 32
org 0x10000
%include "bodies.inc"
%if KIND = 0
  compute_loop
%elif KIND = 1
  memory_loop
%elif KIND = 2
  branchy_loop
%else
.again:
  in al, 0x40
  dec ecx
  jnz .again
%endif
  hlt
