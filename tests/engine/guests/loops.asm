; One of the guest loops' loops alone: KIND 0 computes, 1 goes to memory, 2 branches and calls; 3 reads a port;
; 4 adds and multiplies on the x87, 5 by SSE.
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
%elif KIND = 4
  fninit
  fld qword [third]
  fldz
.again:
  fadd qword [third]
  fmul st0, st1
  fld qword [third]
  fmul qword [third]
  faddp st1, st0
  dec ecx
  jnz .again
%elif KIND = 5
  mov eax, cr4
  or eax, 0x600
  mov cr4, eax
  movsd xmm1, [third]
  xorps xmm0, xmm0
  movaps xmm2, xmm1
.again:
  addsd xmm0, xmm1
  mulsd xmm0, xmm1
  movapd xmm2, xmm1
  mulsd xmm2, xmm1
  addsd xmm0, xmm2
  dec ecx
  jnz .again
%else
.again:
  in al, 0x40
  dec ecx
  jnz .again
%endif
  hlt
%if KIND > 3
third: dq 0.333333333333333333
%endif
