; A disk image whose boot program exercises the machine behind SeaBIOS, device by device, and says
; what it found on the serial line: values, never times. Fails with the code of the check (codes.inc).
; Real mode, one segment: the boot sector at 7C00h, the program right behind it.
        cpu 686
        bits 16
        org 0x7C00

%include "pc.inc"
%include "boot_sector.inc"
%include "codes.inc"
%include "support.inc"

        boot_sector FAIL_BOOT_READ

program:
        mov si, screen_line
.screen:
        lodsb
        test al, al
        jz .on_screen
        mov ah, 0x0E
        mov bx, 7
        int 0x10
        jmp .screen
.on_screen:
        cli
        call uart_init
        call take_interrupts
        say "Trapline firmware guest", 10
        stage 1, check_port61
        stage 2, check_pit
        stage 3, check_pic
        stage 4, check_timer
        stage 5, check_uart
        stage 6, check_rtc
        stage 7, check_disk
        stage 8, check_a20
        stage 9, check_keyboard
        stage 10, measure_devices
        stage 11, read_typed_line
        say "all checks passed", 10
        end_with 0

screen_line:
        db "Trapline firmware guest", 13, 10, 0

%include "port61.inc"
%include "pit.inc"
%include "pic.inc"
%include "timer.inc"
%include "uart.inc"
%include "rtc.inc"
%include "disk.inc"
%include "disk_transfers.inc"
%include "a20.inc"
%include "keyboard.inc"
%include "timings.inc"
%include "interrupts.inc"
%include "console.inc"
%include "measure.inc"

program_end:
        times DATA_SECTOR * 512 - ($ - $$) db 0

; Sectors to sum up: each double word holds its own number, multiplied by an odd constant.
%assign n 0
%rep DATA_SECTORS * 128
        dd (n * 0x9E3779B1) & 0xFFFFFFFF
%assign n n + 1
%endrep

        times IMAGE_SECTORS * 512 - ($ - $$) db 0
