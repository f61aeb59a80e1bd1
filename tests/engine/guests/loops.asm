; The three loops of the benchmark: KIND 0 computes, 1 goes to memory, 2 branches and calls. 32-bit flat
; code, loaded and entered at 10000h; the loop count is in ECX. Ends with HLT.
bits 32
org 0x10000
  mov eax, 1
  mov ebx, 2
  mov edx, 3
  mov esi, 0x100000
  mov edi, 0x180000
%if KIND = 0
.again:
  add eax, ebx
  imul ebx, eax, 13
  xor edx, eax
  rol eax, 5
  add esi, edx
  sub edi, esi
  lea ebx, [ebx+ecx+7]
  dec ecx
  jnz .again
%elif KIND = 1
.again:
  mov eax, [esi]
  add eax, [esi+64]
  mov [edi], eax
  add [edi+4], ebx
  mov edx, [esi+edi-0x180000]
  add esi, 4
  and esi, 0x17ffff
  push eax
  pop ebx
  dec ecx
  jnz .again
%elif KIND = 2
.again:
  call .count
  test cl, 1
  jz .even
  inc edx
.even:
  cmp eax, ebx
  jb .less
  add esi, edx
.less:
  dec ecx
  jnz .again
  hlt
.count:
  inc eax
  test al, 3
  jnz .back
  add ebx, eax
.back:
  ret
%else
.again:
  in al, 0x40
  dec ecx
  jnz .again
%endif
  hlt
