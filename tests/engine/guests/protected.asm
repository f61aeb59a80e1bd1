; Real, unreal, protected and paged code; faults with their codes; ring 3 and back. Loaded and entered at
; 0000:7C00. Words on port E0h are marks and results, on E1h the frame of each exception: vector, error
; code, EIP's offset from the faulting mark's label, CS, CR2.
bits 16
org 0x7c00

%macro mark 1
  mov eax, %1
  out 0xe0, eax
%endmacro

start:
  cli
  xor ax, ax
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov sp, 0x7000
  mov word [0x21*4], on_21
  mov word [0x21*4+2], 0
  mov word [0], on_divide
  mov word [2], 0
  mov word [6*4], on_undefined
  mov word [6*4+2], 0
  mov word [3*4], on_breakpoint
  mov word [3*4+2], 0
  int 0x21
  int3
  xor cx, cx
  div cx
  ud2

  ; unreal mode: FS keeps a 4 GiB limit
  lgdt [gdtr]
  mov eax, cr0
  or al, 1
  mov cr0, eax
  mov bx, 0x10
  mov fs, bx
  and al, 0xfe
  mov cr0, eax
  jmp 0:unreal
unreal:
  mov edi, 0x180000
  mov dword [fs:edi], 0xcafebabe
  mov eax, [fs:edi]
  out 0xe0, eax

  ; string port instructions
  mov si, text
  mov cx, 6
  mov dx, 0xe9
  cld
  rep outsb
  mov di, buffer
  mov cx, 4
  mov dx, 0xe8
  rep insw
  mov eax, [buffer]
  out 0xe0, eax
  mov eax, [buffer+4]
  out 0xe0, eax

  lidt [idtr]
  mov eax, cr0
  or al, 1
  mov cr0, eax
  jmp dword 8:protected

on_21: mark 0x2100
  iret
on_breakpoint: mark 0x2003
  iret
on_divide: push bp
  mov bp, sp
  add word [bp+2], 2
  pop bp
  mark 0x2000
  iret
on_undefined: push bp
  mov bp, sp
  add word [bp+2], 2
  pop bp
  mark 0x2006
  iret

bits 32
protected:
  mov ax, 0x10
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov esp, 0x90000
  ; page tables: the first 4 MiB at 0 and again at C0000000h
  mov edi, 0x20000
  xor eax, eax
  mov ecx, 1024
  rep stosd
  mov edi, 0x21000
  mov eax, 7
  mov ecx, 1024
.fill: stosd
  add eax, 0x1000
  loop .fill
  mov dword [0x20000], 0x21007
  mov dword [0x20000+768*4], 0x21007
  mov dword [0x21000+0x100*4], 0
  mov dword [0x21000+0x101*4], 0x101005
  mov eax, 0x20000
  mov cr3, eax
  mov eax, cr0
  or eax, 0x80010000
  mov cr0, eax
  jmp 8:0xc0000000+paged
paged:
  mark 0x3001
  mov edi, 0x1000
  mov ecx, 256
  mov ebx, stubs
.gate: mov eax, ebx
  and eax, 0xffff
  or eax, 0x00080000
  stosd
  mov eax, ebx
  and eax, 0xffff0000
  mov ax, 0xee00
  stosd
  add ebx, 16
  loop .gate
  mov ax, 0x28
  ltr ax
  mov dword [tss+4], 0x88000
  mov dword [tss+8], 0x10
  mov dword [tss+0x64], 0x680000   ; I/O bitmap at 68h
  mov dword [bitmap], -1

  mov eax, [0x100000]              ; absent: read, again, write; then read-only
  mov dword [0x21000+0x100*4], 0
  invlpg [0x100000]
  mov eax, [0x100004]
  mov dword [0x21000+0x100*4], 0
  invlpg [0x100000]
  mov dword [0x100008], 5
  mov dword [0x21000+0x101*4], 0x101005
  invlpg [0x101000]
  mov dword [0x101010], 5
  mov eax, [0xc0000000+magic]
  out 0xe0, eax
  mov ax, 0x1234
  mov gs, ax                       ; #GP with the selector
  int 0x30
  int3
  ud2
  xor ecx, ecx
  div ecx

  push dword 0x23
  push dword 0x80000
  push dword 0x0202                ; IOPL 0
  push dword 0x1b
  push dword ring3
  iret
ring3:
  mov ax, 0x23
  mov ds, ax
  mov es, ax
  mov dword [0x21000+0x100*4], 0
  int 0x31
  hlt                              ; #GP(0)
  out 0xe4, al                     ; #GP(0): the bitmap forbids
  nop
  int 0x33                         ; the handler opens the bitmap
  mov eax, 0x3333
  out 0xe0, eax
  int 0x32                         ; the end
  jmp $

align 16
stubs:
%assign i 0
%rep 256
  align 16
  %if i=8 || (i>=10 && i<=14) || i=17
  nop
  nop
  %else
  push dword 0
  %endif
  push dword i
  jmp near common_handler
  %assign i i+1
%endrep

common_handler:
  pushad
  push ds
  mov ax, 0x10
  mov ds, ax
  mov ebx, [esp+36]
  mov eax, ebx
  out 0xe1, eax
  mov eax, [esp+40]
  out 0xe1, eax
  mov eax, [esp+48]
  out 0xe1, eax
  mov eax, cr2
  out 0xe1, eax
  cmp ebx, 14
  jne .not14
  mov dword [0x21000+0x100*4], 0x100007
  mov dword [0x21000+0x101*4], 0x101007
  mov eax, cr2
  invlpg [eax]
  jmp .done
.not14:
  cmp ebx, 13
  jne .not13
  mov ecx, [esp+44]
  cmp byte [ecx], 0xf4
  jne .two
  inc dword [esp+44]
  jmp .done
.not13:
  cmp ebx, 6
  je .two
  cmp ebx, 0
  je .two
  cmp ebx, 0x33
  jne .not33
  mov dword [bitmap+0xe0/8], 0
  jmp .done
.not33:
  cmp ebx, 0x32
  jne .done
  out 0xf4, al
  hlt
.two: add dword [esp+44], 2
.done: pop ds
  popad
  add esp, 8
  iret

align 8
gdt: dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff
  dw 0x68+0x20, tss, 0x8900, 0
gdtr: dw $-gdt-1
  dd gdt
idtr: dw 256*8-1
  dd 0x1000
magic: dd 0x600df00d
buffer: dd 0, 0
text: db "HELLO", 10
align 4
tss: times 26 dd 0
bitmap: times 9 dd -1
