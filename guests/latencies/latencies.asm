; What each class of instructions takes, and a load from each level of the memory: a 64 KiB ROM, real mode.
; The serial line gets which loops were run, the debug port what they took: cycles by the time-stamp counter,
; in hundredths, an empty loop taken off.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

ROUNDS            equ 512
LOADS             equ 65536             ; of a chain, at least
UNROLLED          equ 16
WORDS             equ 256               ; moved by one REP MOVSD
FLAT_DATA         equ 8
scratch           equ 0x8000            ; what the loops read and write
scratch_to        equ 0x9000
empty_loop        equ 0x7F00            ; dword: what the empty loop took
began             equ 0x7F04            ; dword
passes            equ 0x7F08            ; byte: the first one warms the caches
list              equ 0x100000          ; a chain of pointers, a line each
LINE              equ 64

; timed NAME, PER_BODY: times the instructions that the macro `body` stands for.
%macro timed 2
        call name
        db %1, 0
        mov byte [passes], 2
%%pass:
        mov eax, 0x12345678
        xor edx, edx
        mov ebx, 0x23456789
        mov cx, 1
        mov si, scratch
        mov ebp, ROUNDS
        call begin
%%round:
        %rep UNROLLED
        body
        %endrep
        dec ebp
        jnz near %%round
        call end
        dec byte [passes]
        jnz near %%pass
        sub eax, [empty_loop]
        mov ebx, ROUNDS * UNROLLED * %2
        call print_hundredths
%endmacro

; chased NAME, BYTES: loads of which each has the address of the next, over so much memory.
%macro chased 2
        call name
        db %1, 0
        mov eax, (%2) / LINE
        call chase
%endmacro

start:
        enter_guest
        call uart_init
        mov al, 0xFF
        out PIC0_DATA, al
        out PIC1_DATA, al
        mov al, 2
        out SYSTEM_PORT_A, al
        ; a data segment of 4 GiB outlives protected mode
        lgdt [cs:gdt_pointer]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        mov bx, FLAT_DATA
        mov ds, bx
        and al, 0xFE
        mov cr0, eax
        xor ax, ax
        mov ds, ax
        mov word [0x60 * 4], return_from_interrupt
        mov [0x60 * 4 + 2], cs
        fninit
        fld1

        mov dword [empty_loop], 0
        mov ebp, ROUNDS
        call begin
.empty:
        dec ebp
        jnz .empty
        call end
        mov [empty_loop], eax

%define body add eax, ebx
        timed "add", 1
%define body adc eax, ebx
        timed "adc", 1
%define body shl eax, 3
        timed "shl", 1
%define body shl eax, cl
        timed "shl cl", 1
%define body imul eax, ebx
        timed "imul", 1
%define body div ebx
        timed "div", 1
%define body nop
        timed "nop", 1
%define body jc $ + 2
        timed "jc", 1
%define body jmp $ + 2
        timed "jmp", 1
%macro call_and_return 0
        call nothing
%endmacro
%define body call_and_return
        timed "call + ret", 1
%define body mov eax, [si]
        timed "load", 1
%define body mov [si], eax
        timed "store", 1
%define body add eax, [si]
        timed "add from memory", 1
%define body add [si], eax
        timed "add to memory", 1
%macro push_and_pop 0
        push eax
        pop eax
%endmacro
%define body push_and_pop
        timed "push + pop", 1
%macro lods_once 0
        mov si, bx
        lodsd
%endmacro
%define body lods_once
        timed "mov + lodsd", 1
%macro move_words 0
        mov si, scratch
        mov di, scratch_to
        mov cx, WORDS
        rep movsd
%endmacro
%define body move_words
        timed "rep movsd, a dword", WORDS
%define body lock add [si], eax
        timed "lock add", 1
%define body xchg [si], eax
        timed "xchg", 1
%macro flags_and_back 0
        pushf
        popf
%endmacro
%define body flags_and_back
        timed "pushf + popf", 1
%define body cld
        timed "cld", 1
%macro close_and_open 0
        cli
        sti
%endmacro
%define body close_and_open
        timed "cli + sti", 1
        cli
%define body mov ds, dx
        timed "mov ds", 1
%define body fadd st0, st0
        timed "fadd", 1
%define body rdtsc_only
%macro rdtsc_only 0
        rdtsc
%endmacro
        timed "rdtsc", 1
%define body int 0x60
        timed "int + iret", 1

        chased "chain of 8 KiB", 8 << 10
        chased "chain of 128 KiB", 128 << 10
        chased "chain of 4 MiB", 4 << 20
        chased "chain of 32 MiB", 32 << 20
        end_with 0

nothing:
        ret
return_from_interrupt:
        iret

; The text behind the call, to both sinks.
name:
        push bp
        mov bp, sp
        mov byte [lib_sink], SINK_SERIAL
        mov si, [bp + 2]
        call print_string
        call print_newline
        call wait_transmitter
        mov byte [lib_sink], SINK_DEBUG
        mov si, [bp + 2]
        call print_string
        mov [bp + 2], si
        say ": "
        pop bp
        ret

; Everything is preserved.
begin:
        push eax
        push edx
        rdtsc
        mov [began], eax
        pop edx
        pop eax
        ret

; EAX: the cycles since begin.
end:
        rdtsc
        sub eax, [began]
        cld
        ret

; EAX / EBX to the debug port, with two decimals, and a new line.
print_hundredths:
        mov ecx, 100
        mul ecx
        div ebx
        xor edx, edx
        div ecx
        call print_decimal
        mov al, '.'
        call put_char
        mov eax, edx
        cmp al, 10
        jae .two
        push ax
        mov al, '0'
        call put_char
        pop ax
.two:
        call print_decimal
        jmp print_newline

; Makes a ring through EAX lines, a power of two, in an order that no neighbour foretells; walks it once for the
; caches' sake, and times more loads of it.
chase:
        mov edi, eax
        dec edi                         ; mask of a line's number
        mov ecx, eax
        xor ebx, ebx
.link:
        imul edx, ebx, 0x5851F42D
        add edx, 0x14057B7F
        and edx, edi
        mov esi, edx
        shl esi, 6
        add esi, list
        shl ebx, 6
        mov [ebx + list], esi
        mov ebx, edx
        loop .link, ecx
        lea ebp, [edi + 1]
        shr ebp, 4
        mov ebx, list
        call .walk
        lea ebp, [edi + 1]
        cmp ebp, LOADS
        jae .enough
        mov ebp, LOADS
.enough:
        mov edi, ebp
        shr ebp, 4
        call begin
        call .walk
        call end
        ; the walk's own two instructions take what the empty loop's do, for sixteen loads
        mov ecx, eax
        mov eax, [empty_loop]
        mov edx, edi
        shr edx, 4
        mul edx
        mov ebx, ROUNDS
        div ebx
        sub ecx, eax
        mov eax, ecx
        mov ebx, edi
        jmp print_hundredths

.walk:
        %rep UNROLLED
        mov ebx, [ebx]
        %endrep
        dec ebp
        jnz near .walk
        ret

%include "console.inc"

        align 8, db 0
gdt:    dq 0, 0x00CF93000000FFFF
gdt_pointer:
        dw gdt_pointer - gdt - 1
        dd 0xF0000 + gdt

        rom_end
