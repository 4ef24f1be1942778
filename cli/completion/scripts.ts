/** How the scripts start the program where it is not on the path. */
export interface Program {
  node: string;
  main: string;
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Bash splits words at `=` and `:` and replaces only what comes after them, so words are joined first and parted again. */
const bash = ({
  node,
  main,
}: Program): string => `# ymcp completion for bash; in ~/.bashrc: source <(ymcp completion bash)
_ymcp_run() {
  if type -P ymcp >/dev/null; then command ymcp "$@"; else ${quote(node)} ${quote(main)} "$@"; fi
}
_ymcp() {
  local words=() word glued='' i
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ \${#words[@]} -gt 0 && ( $word =~ ^[=:]+$ || -n $glued ) ]]; then
      words[\${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
    [[ $word =~ ^[=:]+$ ]] && glued=1 || glued=''
  done
  local current='' line value space=1
  [[ \${#words[@]} -gt 0 ]] && current=\${words[\${#words[@]}-1]}
  local before=\${current%"\${current##*[=:]}"}
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == ':files' ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "\${current#"$before"}")
      continue
    fi
    value=\${line%%$'\\t'*}
    [[ $value == *= ]] && space=''
    COMPREPLY+=("\${value#"$before"}")
  done < <(_ymcp_run __complete -- "\${words[@]}" 2>/dev/null)
  [[ -z $space ]] && compopt -o nospace 2>/dev/null
}
complete -F _ymcp ymcp
`;

const zsh = ({ node, main }: Program): string => `#compdef ymcp
# ymcp completion for zsh; in ~/.zshrc after compinit: source <(ymcp completion zsh)
_ymcp_run() {
  if whence -p ymcp >/dev/null; then command ymcp "$@"; else ${quote(node)} ${quote(main)} "$@"; fi
}
_ymcp() {
  local -a closed open
  local line value files=''
  local -a given=("\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}")
  for line in "\${(@f)$(_ymcp_run __complete -- "\${given[@]}" 2>/dev/null)}"; do
    if [[ $line == ':files' ]]; then files=1; continue; fi
    [[ -z $line ]] && continue
    value=\${line%%$'\\t'*}
    line="\${value//:/\\\\:}:\${line#*$'\\t'}"
    if [[ $value == *= ]]; then open+=("$line"); else closed+=("$line"); fi
  done
  (( $#closed )) && _describe -V 'ymcp' closed
  (( $#open )) && _describe -V 'ymcp' open -S ''
  [[ -n $files ]] && _files
}
if [[ $funcstack[1] == _ymcp ]]; then _ymcp "$@"; else compdef _ymcp ymcp; fi
`;

const fish = ({
  node,
  main,
}: Program): string => `# ymcp completion for fish; in ~/.config/fish/config.fish: ymcp completion fish | source
function __ymcp_run
    if command -q ymcp
        command ymcp $argv
    else
        ${quote(node)} ${quote(main)} $argv
    end
end
function __ymcp_complete
    set -l before (commandline -opc)
    set -e before[1]
    set -l current (commandline -ct)
    for line in (__ymcp_run __complete -- $before "$current" 2>/dev/null)
        if test "$line" = ':files'
            __fish_complete_path "$current"
        else
            echo $line
        end
    end
end
complete -c ymcp -f -a '(__ymcp_complete)'
`;

/** The scripts by shell. They only ask the program what may stand at the cursor. */
export const scripts: Readonly<Record<string, (program: Program) => string>> = { bash, zsh, fish };
