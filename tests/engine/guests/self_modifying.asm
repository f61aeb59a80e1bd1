; Code that is first data, then changed while it runs: through its own address and, paged, through others.
bits 16
org 0x7c00
  cli
  xor ax, ax
  mov ds, ax
  mov ss, ax
  mov sp, 0x6000
  mov cx, 2000
  xor ebx, ebx
  mov byte [0x9000], 0x43          ; inc bx
  mov byte [0x9001], 0xc3          ; ret
.again:
  mov ax, 0x9000
  call ax
  xor byte [0x9000], 8             ; inc bx becomes dec bx
  call ax
  xor byte [0x9000], 8
  mov byte [.patch+2], 5
.patch: add bl, 1                  ; adds 5
  mov byte [.patch+2], 1
  loop .again
  mov eax, ebx
  out 0xe0, eax

  ; two pages that show the same memory
  lgdt [gdtr]
  mov eax, cr0
  or al, 1
  mov cr0, eax
  jmp dword 8:protected
bits 32
protected:
  mov ax, 0x10
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov esp, 0x90000
  mov edi, 0x21000
  mov eax, 3
  mov ecx, 1024
.fill: stosd
  add eax, 0x1000
  loop .fill
  mov dword [0x20000], 0x21003
  mov dword [0x21000+0x40*4], 0x9003   ; 40000h shows 9000h
  mov eax, 0x20000
  mov cr3, eax
  mov eax, cr0
  or eax, 0x80000000
  mov cr0, eax
  jmp $+2
  mov dword [0x9000], 0xc340           ; inc eax; ret
  xor eax, eax
  mov ecx, 1000
.twice:
  call dword [there]
  mov byte [0x40000], 0x48             ; dec eax
  call dword [there]
  call dword [there]
  mov byte [0x40000], 0x40
  loop .twice
  out 0xe0, eax                        ; -1000
  out 0xf4, al
  jmp $
there: dd 0x9000
align 8
gdt: dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff
gdtr: dw $-gdt-1
  dd gdt
