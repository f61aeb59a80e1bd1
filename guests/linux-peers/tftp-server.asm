; tftp-server FOLDER: gives a folder's files away by TFTP (RFC 1350), with the option `blksize` (RFC 2348), to one client
; after the other. A static ELF program for 32-bit Linux, as busybox has a client only. What is not understood is
; answered by an error packet, what is lost is sent again each second, ten times.
        cpu 386
        bits 32

LOAD              equ 0x08048000
SYS_EXIT          equ 1
SYS_READ          equ 3
SYS_WRITE         equ 4
SYS_OPEN          equ 5
SYS_CLOSE         equ 6
SYS_CHDIR         equ 12
SYS_SOCKETCALL    equ 102
SOCKET            equ 1                 ; these are calls of SYS_SOCKETCALL
BIND              equ 2
CONNECT           equ 3
RECVFROM          equ 12
SETSOCKOPT        equ 14
AF_INET           equ 2
SOCK_DGRAM        equ 2
SOL_SOCKET        equ 1
SO_RCVTIMEO       equ 20

; opcodes, in network order as a word is read here
RRQ               equ 0x0100
DATA              equ 0x0300
ACK               equ 0x0400
ERROR             equ 0x0500
OACK              equ 0x0600

BLOCK             equ 512               ; without the option
LEAST_BLOCK       equ 8
MOST_BLOCK        equ 1428              ; what fits into a frame
TRIES             equ 10
ADDRESS_BYTES     equ 16
REQUEST_BYTES     equ 512

        org LOAD
elf_header:
        db 0x7F, "ELF", 1, 1, 1, 0
        times 8 db 0
        dw 2, 3                         ; an executable for a 386
        dd 1, start, program_header - elf_header, 0, 0
        dw program_header - elf_header, program_header_end - program_header, 1, 0, 0, 0
program_header:
        dd 1, 0, LOAD, LOAD, file_end - LOAD, memory_end - LOAD, 7, 0x1000
program_header_end:

; system NUMBER: the registers have the arguments; the result is in EAX, and the flags are its sign's.
%macro system 1
        mov eax, %1
        int 0x80
        test eax, eax
%endmacro

; network CALL, ARGUMENT...: the arguments of a call on sockets.
%macro network 2-*
        %define call_number %1
        %assign pushed 0
        %rep %0 - 1
        %rotate -1
        push dword %1
        %assign pushed pushed + 4
        %endrep
        mov ebx, call_number
        mov ecx, esp
        mov eax, SYS_SOCKETCALL
        int 0x80
        add esp, pushed
        test eax, eax
%endmacro
start:
        cmp dword [esp], 2
        jne give_up
        mov ebx, [esp + 8]
        system SYS_CHDIR
        js give_up
        network SOCKET, AF_INET, SOCK_DGRAM, 0
        js give_up
        mov [listening], eax
        network BIND, [listening], own_address, ADDRESS_BYTES
        js give_up
next_request:
        mov dword [peer_bytes], ADDRESS_BYTES
        network RECVFROM, [listening], request, REQUEST_BYTES, 0, peer, peer_bytes
        cmp eax, 4
        jl next_request
        mov word [request + eax], 0     ; the last option's name and value end there at the latest
        lea ebp, [request + eax]
        network SOCKET, AF_INET, SOCK_DGRAM, 0
        js next_request
        mov [talking], eax
        network CONNECT, [talking], peer, ADDRESS_BYTES
        network SETSOCKOPT, [talking], SOL_SOCKET, SO_RCVTIMEO, a_second, 8
        call serve
        mov ebx, [talking]
        system SYS_CLOSE
        jmp next_request
give_up:
        mov ebx, 1
        system SYS_EXIT
; The request that ends at EBP.
serve:
        mov dword [block_bytes], BLOCK
        mov dword [accepted_bytes], 0
        cmp word [request], RRQ
        mov esi, not_understood
        jne refuse
        mov esi, request + 2
.name:                                  ; no path leads out of the folder
        lodsb
        cmp al, '/'
        je no_file
        test al, al
        jnz .name
        call read_options
        mov ebx, request + 2
        xor ecx, ecx
        xor edx, edx
        system SYS_OPEN
        js no_file
        mov [file], eax
        mov word [block], 0
        mov edi, packet
        mov edx, [accepted_bytes]
        test edx, edx
        jz .next_block
        call send_until_acknowledged
        jc .done
.next_block:
        inc word [block]
        mov word [packet], DATA
        mov ax, [block]
        xchg al, ah
        mov [packet + 2], ax
        call read_block
        mov edi, packet
        lea edx, [esi + 4]
        call send_until_acknowledged
        jc .done
        cmp esi, [block_bytes]
        je .next_block
.done:
        mov ebx, [file]
        system SYS_CLOSE
        ret
no_file:
        mov esi, not_found
; ESI: an error packet.
refuse:
        mov ebx, [talking]
        mov ecx, esi
        mov edx, error_bytes
        system SYS_WRITE
        ret
; The mode at ESI is passed over; of the options, pairs of strings, one is known.
read_options:
        call skip
.option:
        cmp esi, ebp
        jae .done
        mov edi, blksize
        mov ecx, blksize_end - blksize
.compare:
        mov al, [esi]
        cmp al, 'A'
        jb .as_it_is
        or al, 0x20
.as_it_is:
        cmp al, [edi]
        jne .another
        inc esi
        inc edi
        loop .compare
        mov ebx, esi
        xor eax, eax
        xor edx, edx
.digit:
        mov dl, [esi]
        sub dl, '0'
        jb .number
        inc esi
        imul eax, eax, 10
        add eax, edx
        cmp eax, MOST_BLOCK
        jbe .digit
.number:
        cmp eax, LEAST_BLOCK
        jb .ignored
        cmp eax, MOST_BLOCK
        ja .ignored
        mov [block_bytes], eax
        mov esi, ebx
        mov word [packet], OACK         ; the option as it came
        sub esi, blksize_end - blksize
        mov edi, packet + 2
        mov ecx, 2
.copy:
        lodsb
        stosb
        test al, al
        jnz .copy
        loop .copy
        sub edi, packet
        mov [accepted_bytes], edi
        jmp .option
.another:
        call skip
.ignored:
        call skip
        jmp .option
.done:
        ret
; ESI: behind the string.
skip:
        lodsb
        test al, al
        jnz skip
        ret
; The file's next block into the packet. ESI: its bytes.
read_block:
        xor esi, esi
.more:
        mov ebx, [file]
        lea ecx, [packet + 4 + esi]
        mov edx, [block_bytes]
        sub edx, esi
        system SYS_READ
        jle .end
        add esi, eax
        cmp esi, [block_bytes]
        jb .more
.end:
        ret
; EDI, EDX: a packet, which is sent until [block] is acknowledged. Carry: it was not.
send_until_acknowledged:
        mov byte [tries], TRIES
.again:
        push edx
        mov ebx, [talking]
        mov ecx, edi
        system SYS_WRITE
.wait:
        mov ebx, [talking]
        mov ecx, answer
        mov edx, REQUEST_BYTES
        system SYS_READ
        pop edx
        js .late
        push edx
        cmp eax, 4
        jb .wait
        cmp word [answer], ERROR
        je .broken
        cmp word [answer], ACK
        jne .wait
        mov ax, [answer + 2]
        xchg al, ah
        cmp ax, [block]
        jne .wait                       ; an old one
        pop edx
        clc
        ret
.late:
        dec byte [tries]
        jnz .again
        stc
        ret
.broken:
        pop edx
        stc
        ret

own_address:
        dw AF_INET, 69 << 8
        dd 0, 0, 0
a_second:         dd 1, 0
blksize:          db "blksize", 0
blksize_end:
error_bytes       equ 17                ; both, with the zero at their end
not_found:        db 0, 5, 0, 1, "no such file", 0
not_understood:   db 0, 5, 0, 4, "no such way", 0, 0
file_end:

absolute file_end
listening:        resd 1
talking:          resd 1
file:             resd 1
block_bytes:      resd 1
accepted_bytes:   resd 1                ; of the packet that accepts an option; 0: there is none
peer_bytes:       resd 1
peer:             resb ADDRESS_BYTES
block:            resw 1
tries:            resb 1
request:          resb REQUEST_BYTES + 4
answer:           resb REQUEST_BYTES
packet:           resb MOST_BLOCK + 4
memory_end:
