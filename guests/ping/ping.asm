; A network card at work: it finds the station at 10.0.0.1 by ARP and sends it echo requests of growing size,
; each when the one before has come back, byte for byte. Driven by interrupts; in between the processor halts.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

; Echo requests to send: the image's first bytes, little endian, there to be patched.
echoes_to_send:
        dd 20

TIMER_VECTOR      equ 0x20
NIC_VECTOR        equ 0x71        ; IRQ 9
PATIENCE          equ 50          ; ticks of 10 ms
TRIES             equ 3

sent              equ LIB_END     ; byte: the card has said so
ticks             equ LIB_END + 4
rounds            equ LIB_END + 8
own_address       equ LIB_END + 16 ; 6 bytes
station           equ LIB_END + 24 ; 6 bytes
tries             equ LIB_END + 32
payload           equ LIB_END + 34 ; word
TX                equ 0x8000
RX                equ 0x9000

%include "ne2000.inc"

start:
        enter_guest
        call uart_init
        mov dword [ticks], 0
        mov byte [sent], 1
        mov word [TIMER_VECTOR * 4], on_tick
        mov word [TIMER_VECTOR * 4 + 2], cs
        mov word [NIC_VECTOR * 4], on_nic
        mov word [NIC_VECTOR * 4 + 2], cs
        program_pic TIMER_VECTOR, 0xFA             ; IRQ 0 and the second controller
        mov al, 0x11
        out PIC1_COMMAND, al
        mov al, 0x70
        out PIC1_DATA, al
        mov al, 2
        out PIC1_DATA, al
        mov al, 1
        out PIC1_DATA, al
        mov al, 0xFD                               ; IRQ 9
        out PIC1_DATA, al
        mov al, 0x34
        out PIT_CONTROL, al
        mov ax, 11932
        out PIT_COUNTER0, al
        mov al, ah
        out PIT_COUNTER0, al
        call nic_start
        mov byte [lib_sink], SINK_DEBUG            ; every machine's is another one
        say "card "
        mov si, own_address
        call print_address
        mov byte [lib_sink], SINK_SERIAL
        sti

        call ask_who_has_it
        say "10.0.0.1 is at "
        mov si, station
        call print_address

        mov dx, 0x504                              ; what counts begins here
        mov al, 1
        out dx, al
        mov dword [rounds], 0
        mov word [payload], 18
.round:
        call echo
        add word [payload], 73
        cmp word [payload], 1472
        jbe .next
        mov word [payload], 18
.next:
        inc dword [rounds]
        mov eax, [rounds]
        cmp eax, [cs:echoes_to_send]
        jb .round
        mov dx, 0x504
        xor al, al
        out dx, al
        mov eax, [rounds]
        call print_decimal
        say " echoes are right", 10
        cli
        end_with 0

no_answer:
        say "no answer", 10
        end_with 1
wrong_answer:
        say "a wrong answer", 10
        end_with 2

; ARP, until the station's address is known.
ask_who_has_it:
        mov byte [tries], 0
.ask:
        inc byte [tries]
        cmp byte [tries], TRIES
        ja no_answer
        mov di, TX
        mov al, 0xFF
        mov cx, 6
        rep stosb
        call put_own_address
        cs_put arp_request, 8 + 2
        call put_own_address
        call put_own_ip
        xor ax, ax
        mov cx, 3
        rep stosw
        cs_put station_ip, 4
        xor ax, ax
        mov cx, 9
        rep stosw                                  ; 60 bytes
        mov cx, 60
        call nic_send
        mov ebx, [ticks]
        add ebx, PATIENCE
.wait:
        call nic_receive
        jc .nothing
        cmp word [RX + 12], 0x0608                 ; ARP
        jne .wait
        cmp word [RX + 20], 0x0200                 ; a reply
        jne .wait
        cmp dword [RX + 28], 0x0100000A
        jne .wait
        mov si, RX + 22
        mov di, station
        mov cx, 3
        rep movsw
        ret
.nothing:
        call rest
        cmp [ticks], ebx
        jb .wait
        jmp .ask

; One echo request of [payload] bytes, and its reply.
echo:
        mov byte [tries], 0
.ask:
        inc byte [tries]
        cmp byte [tries], TRIES
        ja no_answer
        mov di, TX
        mov si, station
        mov cx, 3
        rep movsw
        call put_own_address
        mov ax, 0x0008                             ; IPv4
        stosw
        mov ax, 0x0045
        stosw
        mov ax, [payload]
        add ax, 28
        xchg al, ah
        stosw
        mov ax, [rounds]
        stosw
        xor ax, ax
        stosw
        mov ax, 0x0140                             ; time to live 64, ICMP
        stosw
        xor ax, ax
        stosw
        call put_own_ip
        cs_put station_ip, 4
        mov ax, 0x0008                             ; echo request
        stosw
        xor ax, ax
        stosw
        mov ax, 0x4C54
        stosw
        mov ax, [rounds]
        stosw
        mov cx, [payload]
        mov al, [rounds]
.fill:
        stosb
        add al, 7
        loop .fill
        mov si, TX + 14
        mov cx, 20
        call checksum
        mov [TX + 24], ax
        mov si, TX + 34
        mov cx, [payload]
        add cx, 8
        call checksum
        mov [TX + 36], ax
        mov cx, [payload]
        add cx, 42
        cmp cx, 60
        jae .long_enough
        mov cx, 60
.long_enough:
        call nic_send
        mov ebx, [ticks]
        add ebx, PATIENCE
.wait:
        call nic_receive
        jc .nothing
        cmp word [RX + 12], 0x0008
        jne .wait
        cmp byte [RX + 23], 1
        jne .wait
        cmp word [RX + 34], 0                      ; echo reply
        jne .wait
        mov ax, [rounds]
        cmp [RX + 40], ax
        jne .wait
        mov si, RX + 34
        mov cx, [payload]
        add cx, 8
        call checksum
        test ax, ax
        jnz wrong_answer
        mov si, TX + 42
        mov di, RX + 42
        mov cx, [payload]
        repe cmpsb
        jne wrong_answer
        ret
.nothing:
        call rest
        cmp [ticks], ebx
        jb .wait
        jmp .ask

%include "internet.inc"

; Until the next interrupt, unless a frame has come in meanwhile.
rest:
        cli
        call nic_has_frame
        jnz .end
        sti
        hlt
.end:
        sti
        ret

on_tick:
        push ax
        inc dword [ticks]
        mov al, 0x20
        out PIC0_COMMAND, al
        pop ax
        iret

on_nic:
        push ax
        push dx
.again:
        mov dx, NIC + NIC_ISR
        in al, dx
        and al, NIC_WANTED
        jz .served
        out dx, al
        test al, 0x0A
        jz .again
        mov byte [sent], 1
        jmp .again
.served:
        mov al, 0x20
        out PIC1_COMMAND, al
        out PIC0_COMMAND, al
        pop dx
        pop ax
        iret

arp_request:
        db 0x08, 0x06, 0, 1, 0x08, 0x00, 6, 4, 0, 1
station_ip:
        db 10, 0, 0, 1

%include "console.inc"

        rom_end
