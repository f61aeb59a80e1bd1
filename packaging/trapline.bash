# Bash completion for trapline(1). What there is, the program says itself.
_trapline_names() { trapline list "$1" 2> /dev/null | sed -n '2,$s/^ *\([^ ]*\) .*/\1/p'; }

_trapline() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "run trace compare advise sweep check list show --help --version" -- "$cur"))
    return
  fi
  case $prev in
    --json | --csv | --html | --markdown | --latex | --serial | --log | --screen | --wav | --pcap | --timeline | --vcd | \
      --panel-socket | --panel-script | --panel-record) COMPREPLY=($(compgen -f -- "$cur")) ; return ;;
    --into) COMPREPLY=($(compgen -d -- "$cur")) ; return ;;
    --place) COMPREPLY=($(compgen -W "$(_trapline_names placements) native" -- "$cur")) ; return ;;
    --device) COMPREPLY=($(compgen -W "$(_trapline_names devices)" -- "$cur")) ; return ;;
    --executor) COMPREPLY=($(compgen -W "local slurm" -- "$cur")) ; return ;;
    --set) COMPREPLY=($(compgen -S = -W "$(trapline list parameters 2> /dev/null | sed -n '2,$s/^ *\([a-z][^ ]*\) .*/\1/p' | sed 's/\.\*//g')" -- "$cur"))
      compopt -o nospace 2> /dev/null
      return ;;
    --seed | --until | --threads | --seeds | --jobs | --count | --from | --vm | --base | --column | --lost-after | --task | --budget) return ;;
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$(trapline "$command" --help 2> /dev/null | sed -n 's/^ *\(--[a-z-]*\).*/\1/p')" -- "$cur"))
    return
  fi
  case $command in
    list) [ "$COMP_CWORD" -eq 2 ] && COMPREPLY=($(compgen -W "guests platforms profiles placements scenarios sweeps devices costs paths parameters variables" -- "$cur")) ;;
    run | trace | compare | advise | show) COMPREPLY=($(compgen -W "$(_trapline_names scenarios)" -- "$cur") $(compgen -f -X '!*.toml' -- "$cur")) ;;
    sweep) COMPREPLY=($(compgen -W "$(_trapline_names sweeps)" -- "$cur") $(compgen -f -X '!*.toml' -- "$cur")) ;;
  esac
}
complete -o filenames -F _trapline trapline
