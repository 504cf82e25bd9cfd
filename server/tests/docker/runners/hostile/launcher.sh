# Says what the variable HOSTILE asks for. A message is its length in 4 bytes, its kind, its fields.
ready='\005\000\000\000\001\003\000\000\000'
case $HOSTILE in
version) printf '\005\000\000\000\001\377\000\000\000' ;;
silence) exec sleep 600 ;;
complaint) echo "no room at the inn" >&2 ;;
output) printf '\003\000\000\000\003\000x' ;;
garbage) printf "$ready"'\377\377\377\377' && exec sleep 600 ;;
flood) printf "$ready" && while printf '\003\000\000\000\003\000x'; do :; done ;;
memory) printf "$ready" && read -r -n 1 && hoard=$(tr '\0' x </dev/zero) ;;
deaf) printf "$ready" && exec sleep 600 ;;
death) printf "$ready" && read -r -n 1 ;;
esac
