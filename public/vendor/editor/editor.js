import{ta as a,ua as b,va as c,wa as d}from"./core.js";export{a as Editor,d as linkPlaces,c as problems,b as transfer};
