; A boot sector as anybody's: it greets by INT 10h and on the serial port, which it does not set up, shows the
; text in the last sector of the disk that it came from, writes the sector before that one and reads it again. How many
; sectors and heads there are it takes from its parameter block as DOS does, or from the BIOS if that says nothing: a drive
; may take disks that hold more.
        cpu 386
        bits 16
        org 0x7C00

last    equ 0x8000
other   equ 0x8200
again   equ 0x8400

        jmp short start
        times 24 - ($ - $$) db 0
sectors_per_track: dw 0
heads:  dw 0

start:
        cli
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov sp, 0x7000
        sti
        cld
        mov [drive], dl
        mov si, hello
        call print
        ; The last sector of the first track on the last head: in reach of any geometry.
        mov cx, [sectors_per_track]
        mov dh, [heads]
        dec dh
        jcxz .ask
        jmp .known
.ask:   mov ah, 0x08
        mov dl, [drive]
        xor di, di
        int 0x13
        jc bad
        xor ax, ax
        mov es, ax
        and cl, 0x3F
.known: mov ch, 0
        mov [where], cx
        mov [head], dh
        mov ax, 0x0201
        mov bx, last
        call transfer
        mov si, last
        call print
        mov di, other
        mov cx, 512
        mov al, 0x5A
        rep stosb
        dec byte [where]
        mov ax, 0x0301
        mov bx, other
        call transfer
        mov ax, 0x0201
        mov bx, again
        call transfer
        mov si, other
        mov di, again
        mov cx, 512
        repe cmpsb
        jne bad
        mov si, good
        call print
        mov al, 0
        out 0xF4, al
        hlt

transfer:
        mov cx, [where]
        mov dh, [head]
        mov dl, [drive]
        int 0x13
        jc bad
        ret

bad:
        mov al, 1
        out 0xF4, al
        hlt

print:
        lodsb
        or al, al
        jz .done
        push ax
        mov ah, 0x0E
        mov bx, 7
        int 0x10
        pop ax
        mov ah, al
        mov dx, 0x3FD
.full:  in al, dx
        test al, 0x20
        jz .full
        mov dx, 0x3F8
        mov al, ah
        out dx, al
        jmp print
.done:  mov dx, 0x3FD
.busy:  in al, dx
        test al, 0x40
        jz .busy
        ret

hello:  db "booted", 13, 10, 0
good:   db "written and read", 13, 10, 0
drive:  db 0
head:   db 0
where:  dw 0

        times 510 - ($ - $$) db 0
        dw 0xAA55
