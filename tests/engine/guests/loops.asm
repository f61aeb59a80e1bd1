; One of the guest loops' loops alone: KIND 0 computes, 1 goes to memory, 2 branches and calls; 3 reads a port;
; 4 adds and multiplies on the x87, 5 by SSE; 6 divides, compares and converts on the x87, 7 by SSE; 8 does packed
; arithmetic by SSE; 9 computes transcendental functions on the x87.
; 32-bit flat code, loaded and entered at 10000h; the loop count is in ECX. Ends with HLT.
bits 32
org 0x10000
%include "bodies.inc"
%macro with_sse 0
  mov eax, cr4
  or eax, 0x600
  mov cr4, eax
%endmacro
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
  with_sse
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
%elif KIND = 6
  fninit
  push dword 3
  fld qword [third]
.again:
  fild dword [esp]
  fdiv st0, st1
  fsqrt
  fst qword [scratch]
  fcomi st0, st1
  fistp dword [scratch]
  dec ecx
  jnz .again
%elif KIND = 7
  with_sse
  movsd xmm1, [third]
.again:
  cvtsi2sd xmm0, ecx
  divsd xmm0, xmm1
  sqrtsd xmm2, xmm0
  comisd xmm2, xmm0
  maxsd xmm0, xmm1
  cvtsd2ss xmm3, xmm0
  cvtss2sd xmm3, xmm3
  cvttsd2si eax, xmm3
  dec ecx
  jnz .again
%elif KIND = 8
  with_sse
  movss xmm1, [third_single]
  shufps xmm1, xmm1, 0
  movsd xmm4, [third]
  shufpd xmm4, xmm4, 0
  xorps xmm0, xmm0
  xorpd xmm3, xmm3
.again:
  addps xmm0, xmm1
  mulps xmm0, xmm1
  subps xmm0, xmm1
  addpd xmm3, xmm4
  mulpd xmm3, xmm4
  movaps xmm2, xmm0
  cmpltps xmm2, xmm1
  dec ecx
  jnz .again
%elif KIND = 9
  fninit
  fld qword [third]
.again:
  fadd qword [step]
  fld st0
  fsin
  fld st1
  fcos
  fpatan
  fld st1
  fyl2x
  fld st1
  f2xm1
  fptan
  fstp st0
  faddp st1, st0
  fstp st0
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
align 8
third: dq 0.333333333333333333
step: dq 1e-8
third_single: dd 0.333333333333333333
scratch equ 0x80000
%endif
